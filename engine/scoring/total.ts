import { own } from '../json.js';
import type { LeadState, RuleScore } from '../lead-state.js';
import type { Playbook, Scoring } from '../playbook/playbook.js';
import { fadedPoints } from './fading.js';

/** Sums of decimals such as ten times 0.1 fall short by less than this. */
const ROUNDING = 1e-9;

/**
 * The lead's score: the sum of its ledger, less what has faded since it was booked, each dimension within its bounds,
 * never under the playbook's floor, decimals rounded down, because thresholds are whole numbers. The ledger itself is
 * never clamped.
 *
 * @param at epoch ms; the moment of the lead's last decision unless said otherwise
 */
export function totalScore(state: LeadState, playbook: Playbook, at = state.clock): number {
  return shownScore(state.score, playbook.scoring, at);
}

/** The same for the scores of rules alone, as a recomputation comes to them. */
export function shownScore(score: LeadState['score'], scoring: Scoring, at: number): number {
  const exact = scoring.bounds === undefined ? sumOf(score, at) : boundedSum(score, scoring, at);
  const sum = Math.floor(exact + ROUNDING);
  const { floor } = scoring;
  return floor === null ? sum : Math.max(floor, sum);
}

/** The ledger's plain sum, before floor, bounds and rounding. */
export function ledgerSum(state: LeadState): number {
  let sum = 0;
  for (const rule of Object.keys(state.score)) sum += state.score[rule]?.points ?? 0;
  return sum;
}

/** Dimension of a rule: the playbook's word on it, else what its points came with. */
export function dimensionOf(scoring: Scoring, rule: string, score: RuleScore | undefined): string {
  return own(dimensionsOf(scoring), rule) ?? score?.dimension ?? 'behaviour';
}

function sumOf(score: LeadState['score'], at: number): number {
  let sum = 0;
  for (const rule of Object.keys(score)) sum += pointsAt(score[rule], at);
  return sum;
}

function boundedSum(score: LeadState['score'], scoring: Scoring, at: number): number {
  const sums = new Map<string, number>();
  for (const rule of Object.keys(score)) {
    const dimension = dimensionOf(scoring, rule, score[rule]);
    sums.set(dimension, (sums.get(dimension) ?? 0) + pointsAt(score[rule], at));
  }
  let total = 0;
  for (const [dimension, sum] of sums) {
    const { min = -Infinity, max = Infinity } = own(scoring.bounds ?? {}, dimension) ?? {};
    total += Math.max(min, Math.min(max, sum));
  }
  return total;
}

function pointsAt(score: RuleScore | undefined, at: number): number {
  if (score === undefined) return 0;
  const points = fadedPoints(score, at);
  return score.lots === undefined ? points : points - gone(score.lots, at);
}

function gone(lots: NonNullable<RuleScore['lots']>, at: number): number {
  let sum = 0;
  for (const [until, points] of lots) if (until <= at) sum += points;
  return sum;
}

const dimensions = new WeakMap<Scoring, { [rule: string]: string }>();

function dimensionsOf(scoring: Scoring): { [rule: string]: string } {
  let known = dimensions.get(scoring);
  if (known === undefined) {
    known = Object.fromEntries(scoring.rules.map(({ id, dimension }) => [id, dimension]));
    dimensions.set(scoring, known);
  }
  return known;
}
