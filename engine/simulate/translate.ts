import type { Control, InputBody } from '../input.js';
import { own, type JsonObject } from '../json.js';
import type { LeadState, SentMessage, Ticket } from '../lead-state.js';
import { textOf } from '../text.js';
import type { PastInput } from './history.js';

/**
 * Why an input of the past is not lived through again: it is about a message that this playbook has not sent, a ticket it
 * has not made, a delivery, an assignment or a benefit that goes otherwise here, a merge whose leads are lived as one, a recompute,
 * or a move to another version.
 */
export type Dropped =
  | 'engagement'
  | 'ticket'
  | 'delivery'
  | 'assignment'
  | 'benefit'
  | 'merge'
  | 'recompute'
  | 'migrate';

export type Translated = { input: PastInput } | { dropped: Dropped };

/**
 * What an input of the past means to a lead that has been treated otherwise. A click belongs to the lead's own newest
 * message of the same template (of the same step first), a word of sales to its open ticket of the same queue. What was
 * done with a message or a ticket that there is none of here would never have happened: it is dropped. Everything else
 * the lead did is taken as it was.
 */
export function translate(input: PastInput, state: LeadState): Translated {
  const { body } = input;
  switch (body.kind) {
    case 'outcome':
      return { dropped: 'delivery' };
    case 'merge':
      return { dropped: 'merge' };
    case 'event':
      if (body.name.startsWith('message.')) return ofMessage(input, body, state);
      if (body.name.startsWith('ticket.')) return ofTicket(input, body, state);
      if (body.name.startsWith('benefit.')) return { dropped: 'benefit' };
      return { input };
    case 'control':
      if (body.control.do === 'migrate') return { dropped: 'migrate' };
      return isOfRecompute(body.control) ? { dropped: 'recompute' } : { input };
    case 'update':
      return { input };
  }
}

/** These rules are the lead's from the beginning: there is nothing to bring up to them. */
const isOfRecompute = ({ do: what }: Control): boolean =>
  what === 'recompute' || what === 'confirm' || what === 'dismiss';

type Event = Extract<InputBody, { kind: 'event' }>;

function ofMessage(input: PastInput, body: Event, state: LeadState): Translated {
  const { properties } = body;
  const template = textOf(properties, 'template');
  if (template === undefined && textOf(properties, 'ref') === undefined) return { input };
  const message = messageOf(state, template, textOf(properties, 'step'));
  if (message === undefined) return { dropped: 'engagement' };
  const { ref: _ref, journey: _journey, step: _step, key: _key, ...rest } = properties;
  return { input: withProperties(input, body, { ...rest, ref: message.ref }) };
}

function messageOf(
  { messages }: LeadState,
  template: string | undefined,
  step: string | undefined,
): SentMessage | undefined {
  const alike = messages.filter((message) => message.template === template);
  return alike.findLast((message) => message.step === step) ?? alike.at(-1);
}

function ofTicket(input: PastInput, body: Event, state: LeadState): Translated {
  if (body.name === 'ticket.assigned') return { dropped: 'assignment' };
  const ticket = ticketOf(state, own(body.properties, 'queue'));
  if (ticket === undefined) return { dropped: 'ticket' };
  return { input: withProperties(input, body, { ...body.properties, ticket: ticket.ticket }) };
}

/** Where the past names a queue, a ticket of that queue; sales speak of the oldest that is open. */
function ticketOf({ tickets }: LeadState, queue: unknown): Ticket | undefined {
  return tickets.find((ticket) => ticket.queue === queue) ?? tickets[0];
}

function withProperties(input: PastInput, body: Event, properties: JsonObject): PastInput {
  return { ...input, body: { ...body, properties } };
}
