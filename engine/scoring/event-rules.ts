import { own } from '../json.js';
import type { Happening } from '../conditions/view.js';
import type { ScoringRule } from '../playbook/playbook.js';
import { note, type Turn } from '../turn.js';
import { credit } from './credit.js';
import { takeBackHeld } from './held-rules.js';
import { enterBookings } from './ledger.js';

/** Scores one event by every rule on it, at the time it happened. */
export function scoreHappening(turn: Turn, happening: Happening): void {
  const { rules, byEvent } = turn.playbook.scoring;
  for (const place of own(byEvent, happening.name) ?? []) {
    const rule = rules[place];
    if (rule !== undefined) scoreByRule(turn, rule, happening);
  }
}

function scoreByRule(turn: Turn, rule: ScoringRule, happening: Happening): void {
  const { id, dimension } = rule;
  takeBackHeld(turn, id);
  const { score, bookings, passed } = credit(rule, own(turn.state.score, id), happening, turn);
  if (score !== undefined) turn.state.score[id] = score;
  if (passed !== undefined) note(turn, { note: 'not-scored', rule: id, why: passed });
  enterBookings(turn, { rule: id, dimension }, bookings);
}
