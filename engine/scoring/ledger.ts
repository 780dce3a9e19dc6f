import { own, plain } from '../json.js';
import type { RuleScore } from '../lead-state.js';
import type { Turn } from '../turn.js';
import { note } from '../turn.js';
import type { LedgerEntry } from '../trace.js';
import type { Booking } from './credit.js';
import { ledgerSum } from './total.js';

/** Adds points to a rule that is none on events: to the state, to the ledger and to the trace. */
export function addPoints(turn: Turn, entry: Omit<LedgerEntry, 'n'>): RuleScore {
  const { state, playbook } = turn;
  const { rule, dimension, points, cause, at } = entry;
  const before = own(state.score, rule) ?? { points: 0, times: 0 };
  const known = playbook.scoring.rules.some(({ id }) => id === rule);
  const score: RuleScore = {
    ...before,
    points: plain(before.points + points),
    times: before.times + 1,
    ...(known ? {} : { dimension }),
  };
  state.score[rule] = score;
  enterBookings(turn, { rule, dimension }, [{ points, cause, at }]);
  return score;
}

/** Writes what changed a rule's points, which the state holds already, to the ledger and the trace. */
export function enterBookings(
  turn: Turn,
  whose: { rule: string; dimension: string },
  bookings: readonly Booking[],
): void {
  const { state, n, draft } = turn;
  const left = bookings.reduce((sum, { points }) => sum + points, 0);
  let total = ledgerSum(state) - left;
  for (const { points, cause, at } of bookings) {
    draft.ledger.push({ ...whose, points, cause, at, ...(n === undefined ? {} : { n }) });
    total += points;
    note(turn, { note: 'scored', ...whose, points, total, cause });
    turn.changed = true;
  }
}
