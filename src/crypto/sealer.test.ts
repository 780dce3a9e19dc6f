import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { Sealer } from './sealer.js';

const sealer = new Sealer(randomBytes(32));

describe('a sealed value', () => {
  test('opens to what was sealed, in any script', () => {
    const value = { name: '王小明', email: 'wang@example.com' };
    expect(sealer.openJson(sealer.sealJson(value, 'profile'), 'profile')).toEqual(value);
  });

  test('shows nothing of its content and never looks the same twice', () => {
    const first = sealer.seal('wang@example.com');
    expect(first.includes('wang')).toBe(false);
    expect(sealer.seal('wang@example.com').equals(first)).toBe(false);
  });

  test('is refused when a byte was changed or it was moved to another place', () => {
    const sealed = sealer.seal('13800138000', 'phone');
    const altered = Buffer.from(sealed);
    altered[altered.length - 1]! ^= 1;
    expect(() => sealer.open(altered, 'phone')).toThrow('unable to authenticate');
    expect(() => sealer.open(sealed, 'email')).toThrow('unable to authenticate');
    expect(() => sealer.open(sealed.subarray(0, 10), 'phone')).toThrow('Not a sealed value');
  });

  test('opens after the master key was replaced, and its index stays the same', () => {
    const old = randomBytes(32);
    const before = new Sealer(old);
    const after = new Sealer(randomBytes(32), [old]);
    expect(after.open(before.seal('still here')).toString()).toBe('still here');
    expect(after.index('email', 'a@b.cn')).toEqual(before.index('email', 'a@b.cn'));
    expect(() => before.open(after.seal('later'))).toThrow('master key');
  });
});

describe('a blind index', () => {
  test('is equal for equal values of one kind only', () => {
    expect(sealer.index('email', 'a@b.cn')).toEqual(sealer.index('email', 'a@b.cn'));
    expect(sealer.index('email', 'a@b.cn')).not.toEqual(sealer.index('userId', 'a@b.cn'));
  });

  test('differs between installations', () => {
    expect(new Sealer(randomBytes(32)).index('email', 'a@b.cn')).not.toEqual(
      sealer.index('email', 'a@b.cn'),
    );
  });
});

test('a master key of the wrong length is refused', () => {
  expect(() => new Sealer(randomBytes(16))).toThrow('32 bytes');
});
