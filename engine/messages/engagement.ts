import { own, type JsonObject } from '../json.js';
import type { LeadState, SentMessage } from '../lead-state.js';
import type { Playbook } from '../playbook/playbook.js';
import type { Happening } from '../conditions/view.js';
import { textOf } from '../text.js';

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

/** Writes an opening, a click or a reply by a person to its message. What a machine opened or clicked says nothing. */
export function noteEngagement(
  state: LeadState,
  { name, properties, occurredAt }: Happening,
): void {
  const message = messageOf(state, properties);
  if (message === undefined || isMachine(properties)) return;
  if (name === 'message.opened') message.openedAt ??= occurredAt;
  if (name === 'message.replied') message.repliedAt ??= occurredAt;
  if (name === 'message.clicked') noteClick(message, textOf(properties, 'link') ?? '', occurredAt);
}

/** A named link may stand for an event of its own: a click on the whitepaper is a download. */
export function eventOfLink(playbook: Playbook, happening: Happening): Happening | undefined {
  const { name, properties, occurredAt } = happening;
  if (name !== 'message.clicked' || isMachine(properties)) return undefined;
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

export function isMachine(properties: JsonObject): boolean {
  return own(properties, 'machine') === true;
}
