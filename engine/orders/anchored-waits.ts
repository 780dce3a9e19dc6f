import { placeOf, journeyOf } from '../journeys/run.js';
import { stepAt } from '../journeys/catalogue.js';
import { note, type Turn } from '../turn.js';
import { lastKeptAt } from './facts.js';

/**
 * Waits that count from the last kept order follow it: a new order puts their end off, a full refund brings it back to
 * what the order before gives, at the earliest now. Without any kept order they stand as they are; leaving then is what
 * an exit is for.
 */
export function followAnchor(turn: Turn): void {
  const anchor = lastKeptAt(turn.state);
  if (anchor === undefined) return;
  for (const enrolment of turn.state.enrolments) {
    const { at } = enrolment;
    if (at.wait !== 'time' || at.from !== 'lastKeptOrder' || at.since === anchor) continue;
    const index = journeyOf(turn.draft, enrolment);
    const step = index && stepAt(index, at.step);
    if (step?.do !== 'wait') continue;
    at.since = anchor;
    at.due = Math.max(anchor + step.ms, turn.at);
    note(turn, { note: 'waiting', ...placeOf(enrolment), step: at.step, until: at.due });
  }
}
