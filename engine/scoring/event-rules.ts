import { own } from '../json.js';
import { matches } from '../conditions/value-test.js';
import type { Happening } from '../conditions/view.js';
import type { ScoringRule } from '../playbook/playbook.js';
import { note, type Turn } from '../turn.js';
import { addPoints } from './ledger.js';
import { admit, remembered } from './limits.js';

/** Scores one event by every rule on it, at the time it happened. */
export function scoreHappening(turn: Turn, happening: Happening): void {
  const { rules, byEvent } = turn.playbook.scoring;
  for (const place of own(byEvent, happening.name) ?? []) {
    const rule = rules[place];
    if (rule?.on !== undefined) scoreByRule(turn, rule, happening);
  }
}

function scoreByRule(turn: Turn, rule: ScoringRule, happening: Happening): void {
  const { state, playbook } = turn;
  if (rule.on === undefined || !matches(rule.on, happening)) {
    note(turn, { note: 'not-scored', rule: rule.id, why: 'filter' });
    return;
  }
  const admission = admit(rule, own(state.score, rule.id), happening, playbook);
  if (!admission.admitted) {
    note(turn, { note: 'not-scored', rule: rule.id, why: admission.why });
    return;
  }
  const { id, dimension, points } = rule;
  const entry = { rule: id, dimension, points, cause: happening.name, at: happening.occurredAt };
  state.score[id] = remembered(addPoints(turn, entry), admission.mark);
}
