import { matches } from '../conditions/value-test.js';
import type { Happening } from '../conditions/view.js';
import { plain } from '../json.js';
import type { RuleScore } from '../lead-state.js';
import type { Playbook, ScoringRule } from '../playbook/playbook.js';
import type { Note } from '../trace.js';
import { fadedTo, lossOf, settled } from './fading.js';
import { admit, remembered } from './limits.js';
import { withLot } from './lots.js';

/** One change of a rule's points, as the ledger takes it. `at` is when it happened. */
export interface Booking {
  points: number;
  cause: string;
  at: number;
}

/** What a rule makes of an event: its score after it, what is booked, and why it does not score where it does not. */
export interface Credit {
  score?: RuleScore;
  bookings: Booking[];
  passed?: Extract<Note, { note: 'not-scored' }>['why'];
}

/** The moment at which an event is taken in (epoch ms; it may have happened long before), and the playbook that rules. */
export interface Moment {
  at: number;
  playbook: Pick<Playbook, 'timeZone'>;
}

const NOTHING: RuleScore = { points: 0, times: 0 };

/**
 * Scores one event by one rule on events. Pure: the same events in the same order always come to the same score, so a
 * recomputation from history is a walk over it with this function.
 */
export function credit(
  rule: ScoringRule,
  before: RuleScore | undefined,
  happening: Happening,
  moment: Moment,
): Credit {
  if (rule.streak !== undefined) return creditStreak(rule, before, happening, moment);
  if (rule.on === undefined || !matches(rule.on, happening)) return passed('filter');
  return creditEvent(rule, before, happening, moment);
}

/** The run is no longer than the streak takes: only the event that completes it scores. */
function creditStreak(
  rule: ScoringRule,
  before: RuleScore = NOTHING,
  happening: Happening,
  moment: Moment,
): Credit {
  const { on, streak: { reaches, brokenBy } = { reaches: Infinity, brokenBy: [] } } = rule;
  const { run = 0, ...rest } = before;
  if (brokenBy.some((pattern) => matches(pattern, happening))) {
    return run === 0 ? { bookings: [] } : { score: rest, bookings: [] };
  }
  if (on === undefined || !matches(on, happening)) return passed('filter');
  if (run >= reaches) return passed('streak');
  const score = { ...before, run: run + 1 };
  if (run + 1 < reaches) return { ...passed('streak'), score };
  return { score, ...creditEvent(rule, score, happening, moment) };
}

function creditEvent(
  rule: ScoringRule,
  before: RuleScore | undefined,
  happening: Happening,
  { at, playbook }: Moment,
): Credit {
  const { expires } = rule;
  const until = expires === undefined ? Infinity : happening.occurredAt + expires;
  if (until <= at) return passed('expired');
  const admission = admit(rule, before, happening, playbook);
  if (!admission.admitted) return passed(admission.why);
  // What has faded until now comes first, then the points.
  const faded = lossOf(before ?? NOTHING, at);
  const left = faded.reduce(booked, before ?? NOTHING);
  const gained = gainOf(rule, happening, at);
  const score = gained.reduce(booked, rule.decay === undefined ? settled(left, rule, at) : left);
  const scored = { ...score, times: score.times + 1, ...lasting(rule, score, until, at) };
  return { score: remembered(scored, admission.mark), bookings: [...faded, ...gained] };
}

/** The points; those of an event of long ago have faded since. */
function gainOf(
  { points, decay }: ScoringRule,
  { name, occurredAt }: Happening,
  at: number,
): Booking[] {
  const scored = { points, cause: name, at: occurredAt };
  if (decay === undefined) return [scored];
  return [scored, ...lossOf({ points, fades: { half: decay, since: occurredAt } }, at)];
}

/** How the points of the rule will go, as the state keeps it. */
function lasting(
  { points, expires, decay }: ScoringRule,
  { lots }: RuleScore,
  until: number,
  at: number,
): Partial<RuleScore> {
  if (decay !== undefined) return fadedTo(decay, at);
  return expires === undefined ? {} : { lots: withLot(lots, [until, points], expires) };
}

/** The score of a rule after a booking. */
export function booked(score: RuleScore, { points }: Booking): RuleScore {
  return { ...score, points: plain(score.points + points) };
}

function passed(why: NonNullable<Credit['passed']>): Credit {
  return { bookings: [], passed: why };
}
