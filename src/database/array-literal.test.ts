import { describe, expect, it } from '@jest/globals';
import { bytesArray, plainArray, textArray } from './array-literal.js';

describe('an array for unnest', () => {
  it('of numbers, booleans and uuids is written plainly', () => {
    expect(plainArray([1, -2.5, true])).toBe('{1,-2.5,true}');
    expect(plainArray([])).toBe('{}');
  });

  it('of bytes is written in hex', () => {
    expect(bytesArray([Buffer.from('ab'), Buffer.alloc(0)])).toBe(String.raw`{"\\x6162","\\x"}`);
    expect(bytesArray([])).toBe('{}');
  });

  it('of texts keeps quotes, backslashes, commas, braces and nothing', () => {
    expect(textArray(['a', '', 'b"c', String.raw`d\e`, '{f,g}', 'null'])).toBe(
      String.raw`{"a","","b\"c","d\\e","{f,g}","null"}`,
    );
    expect(textArray([])).toBe('{}');
  });
});
