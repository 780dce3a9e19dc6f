import { describe, expect, test } from '@jest/globals';

import { alternate, inParallel, median, quantile } from './statistics.js';

describe('figures', () => {
  test('a median and a p99 are values that were measured', () => {
    const sample = Array.from({ length: 200 }, (_, i) => 200 - i);
    expect(median(sample)).toBe(100);
    expect(quantile(sample, 0.99)).toBe(198);
    expect(median([7])).toBe(7);
  });

  test('both sides run in every round, take turns in going first, and the warm-up is left out', async () => {
    const order: string[] = [];
    let turn = 0;
    const side = (name: string) => async () => {
      order.push(name);
      turn += 1;
      return turn;
    };
    const { raw, ours } = await alternate(2, side('raw'), side('ours'));
    expect(order).toEqual(['raw', 'ours', 'ours', 'raw', 'raw', 'ours']);
    expect({ raw, ours }).toEqual({ raw: [4, 5], ours: [3, 6] });
  });

  test('work in parallel never exceeds its width and leaves nothing out', async () => {
    const done: number[] = [];
    let at = 0;
    let most = 0;
    await inParallel([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
      at += 1;
      most = Math.max(most, at);
      await Promise.resolve();
      at -= 1;
      done.push(item);
    });
    expect(done.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(most).toBe(3);
  });
});
