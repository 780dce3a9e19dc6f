import { plain } from '../json.js';
import type { RuleScore } from '../lead-state.js';
import type { ScoringRule } from '../playbook/playbook.js';
import type { Booking } from './credit.js';
import { withLot } from './lots.js';

type Fading = Pick<RuleScore, 'points' | 'fades' | 'lots'>;

/**
 * Points that fade are one number with its time, however many events they come from: what is halved in the same time
 * may be added up first. The loss is booked when the rule scores again and when it takes the score under a threshold;
 * in between, reading takes it off. Points that an earlier version let expire do so whole: they do not fade as well.
 */
export function fadedPoints(score: Fading, at: number): number {
  const { points, fades } = score;
  if (fades === undefined || at <= fades.since) return points;
  const whole = wholeOf(score);
  return whole + (points - whole) * 2 ** ((fades.since - at) / fades.half);
}

const wholeOf = ({ lots = [] }: Fading): number => lots.reduce((sum, [, each]) => sum + each, 0);

/** The loss since it was last booked. */
export function lossOf(score: Fading, at: number): Booking[] {
  const loss = score.points - fadedPoints(score, at);
  return loss === 0 ? [] : [{ points: 0 - loss, cause: 'decay', at }];
}

/**
 * Points that faded by an earlier version of their rule, which lets nothing fade now: what is left at `at`, the loss
 * being booked, goes by the rule as it is. It falls away so long after `at` where the rule's points expire, and stays
 * where they do.
 */
export function settled(
  score: RuleScore,
  { expires }: Pick<ScoringRule, 'expires'>,
  at: number,
): RuleScore {
  const { fades, ...rest } = score;
  if (fades === undefined) return score;
  const left = plain(score.points - wholeOf(score));
  if (expires === undefined || left === 0) return rest;
  return { ...rest, lots: withLot(score.lots, [at + expires, left], expires) };
}

/** Marks what is in `points` as of `at`. */
export function fadedTo(half: number, at: number): Pick<RuleScore, 'fades'> {
  return { fades: { half, since: at } };
}
