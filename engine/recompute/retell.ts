import { MOST_MESSAGES } from '../bounds.js';
import type { SendCommand } from '../command.js';
import { decide } from '../decide.js';
import type { Input, Retold } from '../input.js';
import type { LeadState, SentMessage } from '../lead-state.js';
import { newLead } from '../new-lead.js';
import { silenceOf } from '../messages/silence.js';
import type { Playbook } from '../playbook/playbook.js';

/**
 * A lead's history told again to the rules of today. The listener is a lead like any other, except that it is in no
 * journey: what it scores, counts and consents to is what a lead would that had lived under this playbook from the start.
 * The caller tells the inputs in their order and, as the record has them, the messages that went out in between.
 */
export function beginRetelling(leadId: string, playbook: Playbook): LeadState {
  return newLead(leadId, scoringOf(playbook), 0);
}

/**
 * Tells the next inputs, all of them consumed by the lead itself; what people ordered is about journeys and no part of it.
 * Answers the listener's new state.
 */
export function retell(
  listener: LeadState,
  inputs: readonly Input[],
  playbook: Playbook,
): LeadState {
  const until = inputs.at(-1)?.at;
  if (until === undefined) return listener;
  const told = inputs.map(withoutOrder);
  return decide(listener, told, scoringOf(playbook), until, until).state;
}

const withoutOrder = (input: Input): Input =>
  input.body.kind === 'control' ? { ...input, body: { kind: 'update', by: 'person' } } : input;

/** Tells that these messages went out, so that a later click or silence is known to be about them. */
export function retellSends(
  listener: LeadState,
  sends: readonly SendCommand[],
  playbook: Playbook,
): LeadState {
  const [first] = sends;
  if (first === undefined) return listener;
  const { state } = decide(listener, [], scoringOf(playbook), first.at, first.at);
  const seen = sends.filter(({ withhold }) => withhold !== true);
  const told = seen.map((send) => messageOf(send, playbook));
  return { ...state, messages: [...state.messages, ...told].slice(-MOST_MESSAGES) };
}

/** What the listener has scored and counted by `at`, epoch ms. */
export function endRetelling(listener: LeadState, playbook: Playbook, at: number): Retold {
  const { state } = decide(listener, [], scoringOf(playbook), at, at);
  return { score: state.score, counters: state.counters };
}

const listened = new WeakMap<Playbook, Playbook>();

/** The playbook without anything that acts: made once for each. */
function scoringOf(playbook: Playbook): Playbook {
  let scoring = listened.get(playbook);
  if (scoring === undefined) {
    scoring = { ...playbook, journeys: [], stages: [], marks: {} };
    listened.set(playbook, scoring);
  }
  return scoring;
}

function messageOf(send: SendCommand, playbook: Playbook): SentMessage {
  const { ref, journey, key, step, template, channel, at } = send;
  const place = { journey, ...(key === undefined ? {} : { key }), step };
  return { ref, ...place, template, channel, at, ...silenceOf(playbook, send) };
}
