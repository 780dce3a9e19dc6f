import { own, type JsonObject } from '../json.js';
import type { LeadState, SentMessage } from '../lead-state.js';
import type { Playbook } from '../playbook/playbook.js';
import type { Happening } from '../conditions/view.js';
import { textOf } from '../text.js';
import { beginSilence, breakSilence, doubtSilence } from './silence.js';

const MOST_LINKS = 12;

/** Completes an event about a message with what the state knows of it, so that conditions may ask by template or step. */
export function withMessage(state: LeadState, happening: Happening): Happening {
  if (!happening.name.startsWith('message.')) return happening;
  const message = messageOf(state, happening.properties);
  if (message === undefined) return happening;
  const { ref, journey, key, step, template, channel } = message;
  const known: JsonObject = { ref, journey, step, template, channel };
  if (key !== undefined) known['key'] = key;
  return { ...happening, properties: { ...happening.properties, ...known } };
}

/** Events after which nothing is made of a message's silence: a person was heard of, or it never arrived. */
const ENDS_SILENCE = /^message\.(opened|clicked|replied|bounced|complained|failed)$/u;

/** Writes what is heard of a message to it: its delivery, an opening, a click or a reply by a person, a bounce. */
export function noteEngagement(state: LeadState, playbook: Playbook, happening: Happening): void {
  const { name, properties, occurredAt } = happening;
  const message = messageOf(state, properties);
  if (message === undefined || isByMachine(happening)) return;
  if (name === 'message.delivered') beginSilence(playbook, message, occurredAt);
  if (ENDS_SILENCE.test(name)) breakSilence(message);
  if (name === 'message.opened') message.openedAt ??= occurredAt;
  if (name === 'message.replied') message.repliedAt ??= occurredAt;
  if (name === 'message.clicked') noteClick(message, textOf(properties, 'link') ?? '', occurredAt);
}

/**
 * Whether a machine opened or clicked the message: a mailbox that loads pictures ahead, a scanner of links. It says
 * nothing of the lead, so it is no event to any rule; it only makes unknown whether a person saw the message.
 */
export function byMachine(state: LeadState, playbook: Playbook, happening: Happening): boolean {
  if (!isByMachine(happening)) return false;
  const message = messageOf(state, happening.properties);
  if (message !== undefined) doubtSilence(playbook, message);
  return true;
}

export function isByMachine({ name, properties }: Happening): boolean {
  return name.startsWith('message.') && own(properties, 'machine') === true;
}

/** A named link may stand for an event of its own: a click on the whitepaper is a download. */
export function eventOfLink(playbook: Playbook, happening: Happening): Happening | undefined {
  const { name, properties, occurredAt } = happening;
  if (name !== 'message.clicked') return undefined;
  const emits = own(playbook.links, textOf(properties, 'link') ?? '')?.emits;
  return emits && { name: emits.event, properties: emits.properties, occurredAt };
}

export function messageOf(state: LeadState, properties: JsonObject): SentMessage | undefined {
  const ref = textOf(properties, 'ref');
  return ref === undefined ? undefined : state.messages.findLast((message) => message.ref === ref);
}

function noteClick(message: SentMessage, link: string, at: number): void {
  const clicked = new Map(Object.entries(message.clicked ?? {}));
  if (clicked.has(link) || clicked.size >= MOST_LINKS) return;
  clicked.set(link.slice(0, 40), at);
  message.clicked = Object.fromEntries(clicked);
}
