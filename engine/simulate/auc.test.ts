import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { ScoreCounts } from './auc.js';
import { Spread } from './spread.js';

interface Scored {
  score: number;
  positive: boolean;
}

const counted = (all: readonly Scored[]): ScoreCounts => {
  const counts = new ScoreCounts();
  for (const { score, positive } of all) counts.add(score, positive);
  return counts;
};

/** The definition itself: every pair of one that succeeded and one that did not. */
function byPairs(all: readonly Scored[]): number | undefined {
  const positive = all.filter((one) => one.positive);
  const negative = all.filter((one) => !one.positive);
  if (positive.length === 0 || negative.length === 0) return undefined;
  const wins = positive.flatMap(({ score }) =>
    negative.map((other): number => (score > other.score ? 1 : score === other.score ? 0.5 : 0)),
  );
  return wins.reduce((sum, win) => sum + win, 0) / wins.length;
}

describe('the ROC AUC from counts', () => {
  it('is the chance that a lead with success scores above one without, ties by half', () => {
    const scored = fc.record({ score: fc.integer({ min: -5, max: 12 }), positive: fc.boolean() });
    fc.assert(
      fc.property(fc.array(scored, { maxLength: 40 }), (all) => {
        const off = Math.abs((counted(all).auc() ?? -1) - (byPairs(all) ?? -1));
        expect(off).toBeLessThan(1e-12);
      }),
    );
  });

  it('is 1 where all successes score higher, 0.5 where the score says nothing', () => {
    expect(
      counted([
        { score: 9, positive: false },
        { score: 10, positive: true },
      ]).auc(),
    ).toBe(1);
    expect(
      counted([
        { score: 9, positive: false },
        { score: 9, positive: true },
      ]).auc(),
    ).toBe(0.5);
  });
});

describe('the median of time spans', () => {
  it('is within 2 % and a minute of the true one, whatever their sign', () => {
    const span = fc.integer({ min: -90 * 86_400_000, max: 90 * 86_400_000 });
    fc.assert(
      fc.property(fc.array(span, { minLength: 1, maxLength: 31 }), (spans) => {
        const spread = new Spread();
        for (const one of spans) spread.add(one);
        const sorted = spans.toSorted((a, b) => a - b);
        const exact = sorted[Math.ceil(sorted.length / 2) - 1] ?? 0;
        const tolerance = Math.abs(exact) * 0.02 + 90_000;
        expect(Math.abs((spread.median() ?? NaN) - exact)).toBeLessThanOrEqual(tolerance);
      }),
    );
  });
});
