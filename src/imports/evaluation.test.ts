import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';

import { evaluate, rocAuc } from './evaluation.js';

const lead = (score: number, positive: boolean, tier = 'C') => ({ score, positive, tier });

describe('ROC AUC', () => {
  it('is 1 when every positive scores above every negative, 0 the other way round', () => {
    const apart = [lead(1, false), lead(2, false), lead(3, true)];
    expect(rocAuc(apart)).toBe(1);
    expect(rocAuc(apart.map((l) => lead(-l.score, l.positive)))).toBe(0);
  });

  it('counts a tie half', () => {
    expect(rocAuc([lead(5, true), lead(5, false)])).toBe(0.5);
    expect(rocAuc([lead(5, true), lead(5, false), lead(1, false)])).toBe(0.75);
  });

  it('is unknown without both kinds', () => {
    expect(rocAuc([])).toBeUndefined();
    expect(rocAuc([lead(1, true)])).toBeUndefined();
  });

  it('is the share of pairs in the right order, whatever the leads', () => {
    const leads = fc.array(fc.tuple(fc.integer({ min: 0, max: 8 }), fc.boolean()), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(leads, (pairs) => {
        const judged = pairs.map(([score, positive]) => lead(score, positive));
        const expected = byPairs(judged);
        fc.pre(expected !== undefined);
        expect(rocAuc(judged)).toBeCloseTo(expected, 12);
      }),
    );
  });
});

function byPairs(judged: { score: number; positive: boolean }[]): number | undefined {
  const positives = judged.filter((l) => l.positive);
  const negatives = judged.filter((l) => !l.positive);
  if (positives.length === 0 || negatives.length === 0) return undefined;
  const won = positives.flatMap((p) =>
    negatives.map((n) => (Math.sign(p.score - n.score) + 1) / 2),
  );
  return won.reduce((sum, each) => sum + each, 0) / won.length;
}

it('tiers stand against the outcome, highest first, with the precision of the top one', () => {
  const judged = [lead(9, true, 'A'), lead(8, false, 'A'), lead(8, true, 'A'), lead(1, false, 'C')];
  expect(evaluate(judged, ['A', 'B', 'C'])).toEqual({
    leads: 4,
    positive: 2,
    tiers: [
      { tier: 'A', leads: 3, positive: 2, rate: 2 / 3 },
      { tier: 'B', leads: 0, positive: 0 },
      { tier: 'C', leads: 1, positive: 0, rate: 0 },
    ],
    precision: 2 / 3,
    auc: 0.875,
  });
});
