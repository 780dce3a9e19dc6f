import { describe, expect, it } from '@jest/globals';
import { plainError, restored } from './plain-error.js';

describe('an error that goes from one thread to another', () => {
  it('keeps its kind, its code and its place, and leaves its message behind', () => {
    const error = Object.assign(new TypeError('no wang@example.cn'), { code: '22P02' });
    const plain = plainError(error);
    expect(plain).toMatchObject({ name: 'TypeError', code: '22P02' });
    expect(plain.stack).toMatch(/^TypeError\n +at .*plain-error\.test/);
    expect(JSON.stringify(plain)).not.toContain('wang');
    expect(restored(plain)).toMatchObject(plain);
    expect(restored(plain)).toBeInstanceOf(Error);
  });

  it('may be anything that was thrown', () => {
    expect(plainError('wang')).toEqual({ name: 'string', stack: '' });
    expect(plainError(undefined)).toEqual({ name: 'undefined', stack: '' });
  });
});
