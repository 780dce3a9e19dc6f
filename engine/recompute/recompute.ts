import type { Control } from '../input.js';
import { own } from '../json.js';
import type { RuleScore } from '../lead-state.js';
import { bringUpToDate, scoreAt } from '../scoring/in-time.js';
import { addPoints } from '../scoring/ledger.js';
import { note, type Turn } from '../turn.js';

/** Sums of the same decimals in another order differ by less than this. */
const ROUNDING = 1e-6;
const NOTHING: RuleScore = { points: 0, times: 0 };

/**
 * Takes over what the present rules make of the lead's whole history. Points of steps and people are facts and stay;
 * rules on attributes are judged by the rounds, as always. Where the history is not at hand, nothing changes.
 *
 * First-time triggers that follow from it are held back, so that a new rule never lets loose a storm of mails and tickets.
 */
export function recompute(turn: Turn, { retold }: Extract<Control, { do: 'recompute' }>): void {
  turn.heldBack = new Set();
  if (retold === undefined || 'refused' in retold) {
    note(turn, { note: 'recomputed', rules: 0, refused: retold?.refused ?? 'incomplete' });
    return;
  }
  const { score } = turn.state;
  const rules = [...new Set([...Object.keys(score), ...Object.keys(retold.score)])];
  const changed = rules.filter(
    (rule) => isDerived(turn, rule) && replace(turn, rule, retold.score),
  );
  fillCounters(turn, retold.counters);
  note(turn, { note: 'recomputed', rules: changed.length });
}

/** What history says is true of a rule on events, and of one that is no more; names with a colon are facts. */
function isDerived({ playbook, state }: Turn, id: string): boolean {
  if (id.includes(':')) return false;
  const rule = playbook.scoring.rules.find((one) => one.id === id);
  return rule === undefined ? state.score[id]?.held !== true : rule.when === undefined;
}

/** Says whether the rule's points changed. */
function replace(turn: Turn, rule: string, retold: { [rule: string]: RuleScore }): boolean {
  const { state, playbook, at } = turn;
  bringUpToDate(turn, rule);
  const now = scoreAt(own(retold, rule) ?? NOTHING, at);
  const before = own(state.score, rule) ?? NOTHING;
  const points = now.points - before.points;
  if (Math.abs(points) < ROUNDING) {
    if (now.times > 0 || now.run !== undefined)
      state.score[rule] = { ...now, points: before.points };
    return false;
  }
  const dimension = playbook.scoring.rules.find(({ id }) => id === rule)?.dimension ?? 'behaviour';
  const score = addPoints(turn, { rule, dimension, points, cause: 'recompute', at });
  state.score[rule] = { ...now, points: score.points };
  return true;
}

/** Counters that a new version asks for begin with what was before; the others know it already. */
function fillCounters({ state, playbook }: Turn, counters: Turn['state']['counters']): void {
  for (const id of Object.keys(playbook.counters)) {
    const retold = own(counters, id);
    if (retold !== undefined && own(state.counters, id) === undefined) state.counters[id] = retold;
  }
}
