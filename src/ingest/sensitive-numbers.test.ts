import { describe, expect, it } from '@jest/globals';
import { findSensitiveNumber } from './sensitive-numbers.js';

/** Made numbers that satisfy the published rules; nobody's. */
const IDENTITY = '11010519491231002X';
const CARD = '6222020200000000003';

describe('sensitive numbers are refused at the door', () => {
  it('finds an identity card in any depth and names the field, never the value', () => {
    const found = findSensitiveNumber({ fields: { notes: [{ 'a/b': `my number: ${IDENTITY}` }] } });
    expect(found).toEqual({ pointer: '/fields/notes/0/a~1b', kind: 'identity-card' });
    expect(JSON.stringify(found)).not.toContain(IDENTITY);
  });

  it('finds an identity card with a small x and with spaces', () => {
    expect(findSensitiveNumber('110105 19491231 002x')?.kind).toBe('identity-card');
  });

  it.each([
    ['a wrong checksum', '110105194912310021'],
    ['no such region', '991105194912310020'],
    ['no such birth date', '110105194913310020'],
  ])('lets eighteen digits pass with %s', (_why, text) => {
    expect(findSensitiveNumber(text)).toBeUndefined();
  });

  it('finds bank cards by issuer, length and Luhn', () => {
    const valid = luhnComplete(CARD.slice(0, 18));
    expect(findSensitiveNumber({ properties: { card: valid } })).toEqual({
      pointer: '/properties/card',
      kind: 'bank-card',
    });
    expect(findSensitiveNumber('4111 1111 1111 1111')?.kind).toBe('bank-card');
    expect(findSensitiveNumber(4111111111111111)?.kind).toBe('bank-card');
  });

  it('lets a number of no known issuer pass although Luhn holds', () => {
    expect(findSensitiveNumber(luhnComplete('900000000000000'))).toBeUndefined();
  });

  it('exempts declared id fields', () => {
    const ids = {
      messageId: '4111111111111111',
      userId: IDENTITY,
      properties: { orderId: '4111111111111111', trackingNo: '4111111111111111' },
    };
    expect(findSensitiveNumber({ ...ids, externalIds: { crm: IDENTITY } })).toBeUndefined();
  });

  it('lets phone numbers and times pass', () => {
    expect(
      findSensitiveNumber(['+86 138 0013 8000', '2026-11-23T04:10:53Z', 1795406953000]),
    ).toBeUndefined();
  });
});

function luhnComplete(digits: string): string {
  for (let check = 0; check < 10; check++) {
    const sum = Array.from(`${digits}${check}`)
      .toReversed()
      .reduce((total, char, index) => {
        const digit = Number(char) * (index % 2 === 1 ? 2 : 1);
        return total + (digit > 9 ? digit - 9 : digit);
      }, 0);
    if (sum % 10 === 0) return `${digits}${check}`;
  }
  throw new Error('no check digit');
}
