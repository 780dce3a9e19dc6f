import type { Happening } from '../conditions/view.js';
import type { Input, InputBody } from '../input.js';
import { mergeLead } from '../merge/merge-lead.js';
import { byMachine, eventOfLink, withMessage } from '../messages/engagement.js';
import type { Playbook } from '../playbook/playbook.js';
import { fire, note, type Turn } from '../turn.js';
import { applyControl } from './control.js';
import { applyFacts } from './facts.js';
import { applyOutcome } from './outcome.js';
import { takeIn } from './take-in.js';

/** The event by which a lead is captured. */
const CAPTURE = 'form_submitted';
/** Events that the product or our own people make and that say nothing of what the lead did. */
const NOT_BY_THE_LEAD =
  /^((ticket|benefit)\.|message\.(sent|delivered|ignored|bounced|complained|failed)$|order_shipped$|experience_share_confirmed$)/u;

/** What answers a command is news however late it comes. */
const OUR_ANSWER = /^(ticket|benefit)\./u;

/** Whether an input is history rather than news: brought in as such, or older than the playbook's freshness. */
export function oldness(input: Input, { policies }: Playbook): 'history' | 'stale' | undefined {
  if (input.history === true) return 'history';
  const { body } = input;
  if (body.kind !== 'event' || OUR_ANSWER.test(body.name)) return undefined;
  return input.at - input.occurredAt > policies.freshness ? 'stale' : undefined;
}

/** Takes an input into the state, up to and with its score by events. What follows from it is left to the rounds. */
export function applyInput(turn: Turn, input: Input): void {
  noteInput(turn, input);
  const { body } = input;
  if (body.kind === 'merge') mergeLead(turn, body);
  const made = input.facts === undefined ? [] : applyFacts(turn, input.facts);
  for (const past of input.past ?? []) takeIn(turn, past);
  turn.happenings = [...eventsOf(turn, input), ...made];
  for (const happening of turn.happenings) {
    if (takeIn(turn, happening)) fire(turn, `event:${happening.name}`);
  }
  if (body.kind === 'outcome') applyOutcome(turn, body);
  if (body.kind === 'control') applyControl(turn, body.control);
  if (turn.happenings.length > made.length && body.kind === 'event')
    notePresence(turn, input, body.name);
}

/** The input's own event and the one a named link stands for; none where a machine did it. */
function eventsOf(turn: Turn, { body, occurredAt }: Input): Happening[] {
  if (body.kind !== 'event') return [];
  const { name, properties } = body;
  const happening = withMessage(turn.state, { name, properties, occurredAt });
  if (byMachine(turn.state, turn.playbook, happening)) return [];
  const derived = eventOfLink(turn.playbook, happening);
  return derived === undefined ? [happening] : [happening, derived];
}

function notePresence({ state }: Turn, { at, occurredAt }: Input, name: string): void {
  if (name === CAPTURE) state.capturedAt ??= at;
  if (NOT_BY_THE_LEAD.test(name)) return;
  state.lastActivityAt = Math.max(state.lastActivityAt ?? -Infinity, Math.min(occurredAt, at));
}

function noteInput(turn: Turn, { n, id, body, past, pastLeftOut }: Input): void {
  note(turn, {
    note: 'input',
    n,
    id,
    name: nameOf(body),
    ...(turn.old === 'history' ? { history: true } : {}),
    ...(turn.old === 'stale' ? { stale: true } : {}),
    ...(past === undefined || past.length === 0 ? {} : { past: past.length }),
    ...(pastLeftOut === undefined || pastLeftOut === 0 ? {} : { pastLeftOut }),
  });
}

function nameOf(body: InputBody): string {
  switch (body.kind) {
    case 'event':
      return body.name;
    case 'update':
      return `update:${body.by}`;
    case 'outcome':
      return `outcome:${body.result}`;
    case 'control':
      return `control:${body.control.do}`;
    case 'merge':
      return 'merge';
  }
}
