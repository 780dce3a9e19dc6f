import { own } from '../json.js';
import type { LeadState, RuleScore } from '../lead-state.js';
import type { Turn } from '../turn.js';
import { booked, type Booking } from './credit.js';
import { fadedTo, lossOf } from './fading.js';
import { enterBookings } from './ledger.js';
import { fallenBy, leftAt } from './lots.js';
import { dimensionOf, shownScore } from './total.js';

/** Nothing is foreseen further ahead than a century: points that fade never quite go. */
const FURTHEST = 100 * 365 * 86_400_000;

/** Takes off what falls away by the turn's time, and, where fading has come to a threshold, what has faded. */
export function losePoints(turn: Turn): void {
  const { state, at } = turn;
  const fading = (state.fadesAt ?? Infinity) <= at;
  for (const [rule, score] of Object.entries(state.score)) {
    const fallen = fallenBy(score, at);
    const faded = fading || fallen.length > 0 ? lossOf(score, at) : [];
    if (fallen.length + faded.length > 0) book(turn, rule, [...fallen, ...faded]);
  }
}

/** Books what a rule has lost until now. */
export function bringUpToDate(turn: Turn, rule: string): void {
  const score = own(turn.state.score, rule);
  const lost = score === undefined ? [] : lossOf(score, turn.at);
  if (lost.length > 0) book(turn, rule, lost);
}

/** A rule's score as it is at `at`, with everything gone that time takes; for a score that is taken over. */
export function scoreAt(score: RuleScore, at: number): RuleScore {
  return standing([...fallenBy(score, at), ...lossOf(score, at)].reduce(booked, score), at);
}

/**
 * Finds out when fading points will take the score under the next threshold, if nothing else happens: that moment is a
 * deadline, so that a tier is lost in time and not with the next visit. Points fade towards zero and are never negative
 * (the lint sees to it), so the score only falls, and halving the span finds the first millisecond under it.
 */
export function foreseeFading({ state, playbook: { scoring }, catalogue, at }: Turn): void {
  delete state.fadesAt;
  if (!Object.values(state.score).some(({ fades }) => fades !== undefined)) return;
  const score = withLotsKept(state.score);
  const now = shownScore(score, scoring, at);
  const next = catalogue.thresholds.findLast((threshold) => threshold <= now);
  if (next === undefined) return;
  const isUnder = (time: number) => shownScore(score, scoring, time) < next;
  if (isUnder(at + FURTHEST)) state.fadesAt = firstUnder(isUnder, at);
}

/** Points that fall away have deadlines of their own; here they stay. */
function withLotsKept(score: LeadState['score']): LeadState['score'] {
  const kept: LeadState['score'] = {};
  for (const [rule, one] of Object.entries(score)) {
    const { lots } = one;
    kept[rule] =
      lots === undefined ? one : { ...one, lots: lots.map(([, points]) => [Infinity, points]) };
  }
  return kept;
}

function firstUnder(isUnder: (time: number) => boolean, at: number): number {
  let length = 1;
  while (length < FURTHEST && !isUnder(at + length)) length *= 2;
  let [above, under] = [at + Math.floor(length / 2), at + length];
  while (under - above > 1) {
    const middle = Math.floor((above + under) / 2);
    if (isUnder(middle)) under = middle;
    else above = middle;
  }
  return under;
}

function book(turn: Turn, rule: string, bookings: Booking[]): void {
  const { state, at } = turn;
  const before = state.score[rule];
  if (before === undefined) return;
  const score = bookings.reduce(booked, before);
  state.score[rule] = standing(score, at);
  enterBookings(
    turn,
    { rule, dimension: dimensionOf(turn.playbook.scoring, rule, before) },
    bookings,
  );
}

function standing(score: RuleScore, at: number): RuleScore {
  const left = leftAt(score, at);
  return left.fades === undefined ? left : { ...left, ...fadedTo(left.fades.half, at) };
}
