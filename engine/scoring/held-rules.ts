import { holds } from '../conditions/holds.js';
import { own } from '../json.js';
import type { ScoringRule } from '../playbook/playbook.js';
import type { Turn } from '../turn.js';
import { addPoints } from './ledger.js';

/**
 * Rules on attributes hold while they are true: their points come and go. A rule whose points a new version changed is
 * made up for, one that it dropped is taken back. Says whether anything changed.
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

function judgeRule(turn: Turn, rule: ScoringRule, isTrue: boolean): boolean {
  const has = own(turn.state.score, rule.id)?.points ?? 0;
  const due = (isTrue ? rule.points : 0) - has;
  if (due !== 0) hold(turn, rule.id, rule.dimension, due);
  return due !== 0;
}

function takeBackDropped(turn: Turn): boolean {
  const { rules, byAttribute } = turn.playbook.scoring;
  const { score } = turn.state;
  const dropped = Object.keys(score).filter(
    (id) =>
      score[id]?.held === true &&
      score[id].points !== 0 &&
      !byAttribute.some((place) => rules[place]?.id === id),
  );
  for (const id of dropped) hold(turn, id, 'attribute', -(score[id]?.points ?? 0));
  return dropped.length > 0;
}

function hold(turn: Turn, rule: string, dimension: string, points: number): void {
  const entry = { rule, dimension, points, cause: 'attributes', at: turn.at };
  turn.state.score[rule] = { ...addPoints(turn, entry), held: true };
}
