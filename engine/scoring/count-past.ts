import type { Happening } from '../conditions/view.js';
import type { Input, InputBody } from '../input.js';
import { takeWord } from '../inputs/consent.js';
import { own, type Json } from '../json.js';
import { eventOfLink, isByMachine } from '../messages/engagement.js';
import type { LeadState } from '../lead-state.js';
import type { Counter, Playbook } from '../playbook/playbook.js';
import { countHappening } from './counters.js';

/** The event by which a lead is captured; it carries what the visitor did before. */
const CAPTURE = 'form_submitted';

/** An input that is no event and brings facts, among them words on consent. */
const UPDATE: InputBody['kind'] = 'update';

/** What the past is told to. */
type Past = Pick<LeadState, 'counters' | 'consent'>;

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
  const consents = [...events].some((event) => event.startsWith('consent.'));
  return [
    ...events,
    CAPTURE,
    ...(clicks ? ['message.clicked'] : []),
    ...(consents ? [UPDATE] : []),
  ];
}

/**
 * What these counters would show had they counted from the first of these inputs on, which are in order of time. What a
 * machine did is no event here either. Of what is made and does not arrive, changes of consent are made again; what time
 * makes of a message (`message.ignored`) is not, for that takes all that was sent: it counts from now on.
 */
export function countPast(
  playbook: Playbook,
  ids: readonly string[],
  inputs: readonly Input[],
): Counted {
  const counters = Object.fromEntries(countersOf(playbook, ids).map((one) => [one.id, one]));
  const state: Past = { counters: {}, consent: {} };
  for (const input of inputs) {
    const happenings = [
      ...(input.past ?? []),
      ...eventsOf(playbook, input),
      ...words(state, input),
    ];
    for (const happening of happenings) countHappening(state, counters, happening);
  }
  return state.counters;
}

function countersOf(playbook: Playbook, ids: readonly string[]): Counter[] {
  return ids.flatMap((id) => own(playbook.counters, id) ?? []);
}

function eventsOf(playbook: Playbook, { body, occurredAt }: Input): Happening[] {
  if (body.kind !== 'event') return [];
  const happening = { name: body.name, properties: body.properties, occurredAt };
  if (isByMachine(happening)) return [];
  const derived = eventOfLink(playbook, happening);
  return derived === undefined ? [happening] : [happening, derived];
}

function words({ consent }: Past, { at, facts }: Input): Happening[] {
  return (facts?.consent ?? []).flatMap((change) => takeWord(consent, change, at) ?? []);
}
