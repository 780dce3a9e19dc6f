import { offsetAt } from '../calendar/zone.js';
import { shortHash } from '../hash.js';
import { own } from '../json.js';
import type { RuleScore } from '../lead-state.js';
import type { Playbook, ScoringRule } from '../playbook/playbook.js';
import type { Happening } from '../conditions/view.js';

/** Values and days a rule remembers; past this it scores no further, so that nothing ever scores twice. */
const MOST_VALUES = 64;
const MOST_DAYS = 32;

/** Whether a rule may score for this event; `mark` is what to remember if it does. */
export type Admission =
  | { admitted: true; mark?: string }
  | { admitted: false; why: 'already' | 'limit' };

const YES: Admission = { admitted: true };
const ALREADY: Admission = { admitted: false, why: 'already' };
const LIMIT: Admission = { admitted: false, why: 'limit' };

export function admit(
  { times }: ScoringRule,
  score: RuleScore | undefined,
  happening: Happening,
  playbook: Pick<Playbook, 'timeZone'>,
): Admission {
  const scored = score?.times ?? 0;
  switch (times.limit) {
    case 'each':
      return YES;
    case 'once':
      return scored === 0 ? YES : ALREADY;
    case 'most':
      return scored < times.n ? YES : LIMIT;
    case 'once-per': {
      const value = own(happening.properties, times.property) ?? null;
      const day = times.daily === true ? dayOf(happening.occurredAt, playbook.timeZone) : '';
      return admitMark(score, shortHash(JSON.stringify(value) + day));
    }
    case 'once-per-day':
      return admitDay(score, dayOf(happening.occurredAt, playbook.timeZone));
  }
}

/** Takes what the rule must remember into its score. */
export function remembered(score: RuleScore, mark: string | undefined): RuleScore {
  if (mark === undefined) return score;
  return { ...score, seen: joinMarks(score.seen ?? [], [mark]) };
}

/**
 * What is remembered of two: of values the first, for past these nothing scores; of days the newest, for nothing scores
 * before these. A rule that a new version made count the one after the other looks at its own kind alone.
 */
export function joinMarks(seen: readonly string[], further: readonly string[]): string[] {
  const all = [...new Set([...seen, ...further])];
  const days = all.filter(isDay).toSorted();
  const values = all.filter((mark) => !isDay(mark));
  return [...values.slice(0, MOST_VALUES), ...days.slice(-MOST_DAYS)];
}

function admitMark(score: RuleScore | undefined, mark: string): Admission {
  const seen = (score?.seen ?? []).filter((one) => !isDay(one));
  if (seen.includes(mark)) return ALREADY;
  return seen.length < MOST_VALUES ? { admitted: true, mark } : LIMIT;
}

/** Days older than all that are remembered may have scored: they do not score again. */
function admitDay(score: RuleScore | undefined, day: string): Admission {
  const seen = (score?.seen ?? []).filter(isDay);
  if (seen.includes(day)) return ALREADY;
  const forgotten = seen.length >= MOST_DAYS && day < (seen[0] ?? '');
  return forgotten ? LIMIT : { admitted: true, mark: day };
}

/** `2026-11-27` on the playbook's own clock. */
function dayOf(time: number, zone: string): string {
  return new Date(time + offsetAt(zone, time)).toISOString().slice(0, 10);
}

function isDay(mark: string): boolean {
  return mark.includes('-');
}
