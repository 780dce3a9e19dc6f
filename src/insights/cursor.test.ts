import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';

import { decodeCursor, encodeCursor, pageOf } from './cursor.js';

const keyOf = (n: number): number[] => [n];
const key = z.tuple([z.number(), z.string()]);

describe('a cursor', () => {
  it('comes back as it was made', () => {
    expect(decodeCursor(encodeCursor([1.5, '线索']), key)).toEqual([1.5, '线索']);
  });

  it.each(['', '!!', 'eyJ', encodeCursor(['x']), encodeCursor([1, 'a', 'b']), 'bnVsbA'])(
    'that is not ours is refused, never thrown: %j',
    (text) => {
      expect(decodeCursor(text, key)).toBeUndefined();
    },
  );
});

describe('a page', () => {
  it('of a full list leads on from its last row', () => {
    expect(pageOf([1, 2, 3], 2, keyOf)).toEqual({ data: [1, 2], next: encodeCursor([2]) });
  });

  it('at the end leads nowhere', () => {
    expect(pageOf([1, 2], 2, keyOf)).toEqual({ data: [1, 2], next: null });
    expect(pageOf([], 2, keyOf)).toEqual({ data: [], next: null });
  });
});
