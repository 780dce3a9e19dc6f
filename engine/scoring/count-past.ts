import type { Happening } from '../conditions/view.js';
import type { Input } from '../input.js';
import { own, type Json } from '../json.js';
import { eventOfLink } from '../messages/engagement.js';
import type { LeadState } from '../lead-state.js';
import type { Counter, Playbook } from '../playbook/playbook.js';
import { countHappening } from './counters.js';

/** The event by which a lead is captured; it carries what the visitor did before. */
const CAPTURE = 'form_submitted';

/** Counters by id. */
export interface Counted {
  [counter: string]: Json;
}

/**
 * Counters of a playbook that are new to a lead: neither the version it comes from nor one that a run of it follows has
 * them, so nobody has counted for them yet.
 */
export function newCounters(playbook: Playbook, older: readonly Playbook[]): string[] {
  return Object.keys(playbook.counters).filter((id) =>
    older.every(({ counters }) => own(counters, id) === undefined),
  );
}

/** Names of the inputs that may hold something to count for these counters. */
export function namesToCount(playbook: Playbook, ids: readonly string[]): string[] {
  const events = new Set(countersOf(playbook, ids).map(({ event }) => event));
  const links = Object.values(playbook.links);
  const clicks = links.some(({ emits }) => emits !== undefined && events.has(emits.event));
  return [...events, CAPTURE, ...(clicks ? ['message.clicked'] : [])];
}

/** What these counters would show had they counted from the first of these inputs on, which are in order of time. */
export function countPast(
  playbook: Playbook,
  ids: readonly string[],
  inputs: readonly Input[],
): Counted {
  const counters = Object.fromEntries(countersOf(playbook, ids).map((one) => [one.id, one]));
  const state: Pick<LeadState, 'counters'> = { counters: {} };
  for (const input of inputs)
    for (const happening of happeningsOf(playbook, input))
      countHappening(state, counters, happening);
  return state.counters;
}

function countersOf(playbook: Playbook, ids: readonly string[]): Counter[] {
  return ids.flatMap((id) => own(playbook.counters, id) ?? []);
}

function happeningsOf(playbook: Playbook, { body, occurredAt, past = [] }: Input): Happening[] {
  if (body.kind !== 'event') return past;
  const happening = { name: body.name, properties: body.properties, occurredAt };
  const derived = eventOfLink(playbook, happening);
  return [...past, happening, ...(derived === undefined ? [] : [derived])];
}
