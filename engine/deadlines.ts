import type { Enrolment, LeadState, Position } from './lead-state.js';
import type { Playbook } from './playbook/playbook.js';
import type { WakeUp } from './decision.js';
import { deadlinesOf } from './tickets/overdue.js';

/** Something that falls due without any input. */
interface Deadline {
  at: number;
  because: () => string;
}

/** The nearest moment at which something is due, epoch ms; Infinity where nothing is. */
export function nextDeadline(state: LeadState): number {
  let nearest = Infinity;
  for (const { at } of deadlines(state)) if (at < nearest) nearest = at;
  return nearest;
}

/**
 * The nearest deadline with its reason in words; absent: the lead waits for inputs alone. After a decision it lies past
 * the decision's `until`.
 */
export function wakeUp(state: LeadState, _playbook: Playbook): WakeUp | undefined {
  let nearest: Deadline | undefined;
  for (const one of deadlines(state))
    if (nearest === undefined || one.at < nearest.at) nearest = one;
  return nearest && { at: nearest.at, because: nearest.because() };
}

function deadlines(state: LeadState): Deadline[] {
  const found: Deadline[] = [];
  for (const enrolment of state.enrolments) addEnrolment(found, enrolment);
  for (const ticket of state.tickets) {
    for (const { what, due } of deadlinesOf(ticket)) {
      found.push({ at: due, because: () => `ticket ${ticket.ticket}: ${what} due` });
    }
  }
  for (const { journey, due } of state.silences ?? []) {
    found.push({ at: due, because: () => `${journey}: nothing heard from the lead by then` });
  }
  addMessages(found, state);
  addScore(found, state);
  const { paused, floor } = state;
  if (paused?.until !== undefined)
    found.push({ at: paused.until, because: () => 'the pause ends' });
  if (floor !== undefined) {
    found.push({ at: floor.until, because: () => `the promotion to ${floor.tier} ends` });
  }
  return found;
}

function addMessages(found: Deadline[], { messages }: LeadState): void {
  for (const { silence, template } of messages) {
    if (silence === undefined) continue;
    for (const [event, at] of Object.entries(silence)) {
      if (at !== null) found.push({ at, because: () => `${event}: nothing heard of ${template}` });
    }
  }
}

function addScore(found: Deadline[], { score, fadesAt }: LeadState): void {
  for (const rule of Object.keys(score)) {
    const next = score[rule]?.lots?.[0];
    if (next !== undefined) found.push({ at: next[0], because: () => `points of ${rule} expire` });
  }
  if (fadesAt !== undefined)
    found.push({ at: fadesAt, because: () => 'the score fades under a threshold' });
}

function addEnrolment(found: Deadline[], enrolment: Enrolment): void {
  const { at, endsAt, endsBy } = enrolment;
  if ('due' in at)
    found.push({ at: at.due, because: () => `${nameOf(enrolment)}: ${reasonOf(at)}` });
  if (endsAt !== undefined) {
    found.push({ at: endsAt, because: () => `${enrolment.journey}: ${endsBy ?? 'age'} reached` });
  }
}

function nameOf({ journey, key, at }: Enrolment): string {
  return `${journey}${key === undefined ? '' : `(${key})`}/${at.step}`;
}

function reasonOf(at: Position): string {
  switch (at.wait) {
    case 'time':
      return 'the wait is over';
    case 'event':
      return 'time-out';
    case 'held':
      return `${at.template} held by ${at.why}`;
    case 'assigned':
    case 'granted':
    case 'exhausted':
      return at.wait;
  }
}
