import { holds } from '../conditions/holds.js';
import { own } from '../json.js';
import type { ScoringRule } from '../playbook/playbook.js';
import type { Turn } from '../turn.js';
import { bringUpToDate } from './in-time.js';
import { addPoints } from './ledger.js';

/**
 * Rules on attributes hold while they are true: their points come and go. A rule whose points a new version changed is
 * made up for, one that it dropped, or gives for events now, is taken back. Says whether anything changed.
 */
export function judgeHeldRules(turn: Turn): boolean {
  const { rules, byAttribute } = turn.playbook.scoring;
  let moved = takeBackDropped(turn);
  for (const place of byAttribute) {
    const rule = rules[place];
    if (rule?.when !== undefined && judgeRule(turn, rule, holds(rule.when, turn))) moved = true;
  }
  return moved;
}

function judgeRule(turn: Turn, { id, dimension, points }: ScoringRule, isTrue: boolean): boolean {
  keepFromTime(turn, id);
  const has = own(turn.state.score, id)?.points ?? 0;
  const due = (isTrue ? points : 0) - has;
  if (due !== 0) hold(turn, id, dimension, due);
  return due !== 0;
}

/**
 * A rule that an earlier version gave for events may have left points that expire or fade. They are this rule's now,
 * and time takes nothing from them: else what it takes would be made up for, millisecond by millisecond.
 */
function keepFromTime(turn: Turn, id: string): void {
  const score = own(turn.state.score, id);
  if (score?.fades === undefined && score?.lots === undefined) return;
  bringUpToDate(turn, id);
  const { fades: _fades, lots: _lots, ...kept } = turn.state.score[id] ?? score;
  turn.state.score[id] = kept;
}

function takeBackDropped(turn: Turn): boolean {
  const { rules, byAttribute } = turn.playbook.scoring;
  const { score } = turn.state;
  const dropped = Object.keys(score).filter(
    (id) => score[id]?.held === true && !byAttribute.some((place) => rules[place]?.id === id),
  );
  for (const id of dropped) takeBackHeld(turn, id);
  return dropped.length > 0;
}

/**
 * Takes back what a rule on attributes held, if that is what the points of this name are. Leaves nothing behind: a rule
 * on events that has the name now begins as one that has never scored.
 */
export function takeBackHeld(turn: Turn, id: string): void {
  const score = own(turn.state.score, id);
  if (score?.held !== true) return;
  if (score.points !== 0) hold(turn, id, 'attribute', 0 - score.points);
  delete turn.state.score[id];
}

function hold(turn: Turn, rule: string, dimension: string, points: number): void {
  const entry = { rule, dimension, points, cause: 'attributes', at: turn.at };
  turn.state.score[rule] = { ...addPoints(turn, entry), held: true };
}
