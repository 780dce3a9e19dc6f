import { describe, expect, it } from '@jest/globals';
import { Newest } from './newest.js';

const after = (count: number) => {
  const newest = new Newest<number>(3);
  for (let n = 1; n <= count; n++) newest.add(n);
  return [newest.kept(), newest.leftOut];
};

describe('the newest of a long row', () => {
  it('are kept in their order, and the others counted', () => {
    expect(after(0)).toEqual([[], 0]);
    expect(after(2)).toEqual([[1, 2], 0]);
    expect(after(3)).toEqual([[1, 2, 3], 0]);
    expect(after(7)).toEqual([[5, 6, 7], 4]);
  });
});
