import type { RuleScore } from '../lead-state.js';
import type { Booking } from './credit.js';

type Fading = Pick<RuleScore, 'points' | 'fades' | 'lots'>;

/**
 * Points that fade are one number with its time, however many events they come from: what is halved in the same time
 * may be added up first. The loss is booked when the rule scores again and when it takes the score under a threshold;
 * in between, reading takes it off. Points that an earlier version let expire do so whole: they do not fade as well.
 */
export function fadedPoints({ points, fades, lots = [] }: Fading, at: number): number {
  if (fades === undefined || at <= fades.since) return points;
  const whole = lots.reduce((sum, [, each]) => sum + each, 0);
  return whole + (points - whole) * 2 ** ((fades.since - at) / fades.half);
}

/** The loss since it was last booked. */
export function lossOf(score: Fading, at: number): Booking[] {
  const loss = score.points - fadedPoints(score, at);
  return loss === 0 ? [] : [{ points: 0 - loss, cause: 'decay', at }];
}

/** Marks what is in `points` as of `at`. */
export function fadedTo(half: number, at: number): Pick<RuleScore, 'fades'> {
  return { fades: { half, since: at } };
}
