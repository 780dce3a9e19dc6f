import { own } from '../json.js';
import type { RuleScore } from '../lead-state.js';
import type { Turn } from '../turn.js';
import { note } from '../turn.js';
import type { LedgerEntry } from '../trace.js';
import { ledgerSum } from './total.js';

/** Adds points to a rule: to the state, to the ledger and to the trace. The only writer of the score. */
export function addPoints(turn: Turn, entry: Omit<LedgerEntry, 'n'>): RuleScore {
  const { state, n } = turn;
  const before = own(state.score, entry.rule) ?? { points: 0, times: 0 };
  const score: RuleScore = {
    ...before,
    points: before.points + entry.points,
    times: before.times + 1,
  };
  state.score[entry.rule] = score;
  turn.draft.ledger.push({ ...entry, ...(n === undefined ? {} : { n }) });
  const { rule, dimension, points, cause } = entry;
  note(turn, { note: 'scored', rule, dimension, points, total: ledgerSum(state), cause });
  turn.changed = true;
  return score;
}
