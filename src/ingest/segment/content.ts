import type { InputBody } from '../../../engine/input.js';
import type { JsonObject } from '../../../engine/json.js';
import type { FieldProblem } from '../../http/problem.js';
import type { KnownBy } from '../../leads/identity-key.js';
import { idText } from '../limits.js';
import type { Message } from './message.js';

/** What a message says, apart from when. */
export interface Content {
  body: Extract<InputBody, { kind: 'event' | 'update' }>;
  ids: Pick<KnownBy, 'userId' | 'anonymousId'>;
  /** Of the person. */
  traits?: JsonObject;
  /** All ids are said to be one person. */
  same?: boolean;
}

/** Events that only the product itself may tell: whoever could forge one could close a ticket or forge a click. */
const RESERVED = /^(message|ticket|consent|tier|stage|score|lead)\.|^\$/;
/** Addresses in the properties of an event: the engine learns that they are there. */
const ADDRESSES = ['email', 'phone', 'wecomId'];

export function contentOf(message: Message): Content | FieldProblem {
  const ids = idsOf(message);
  switch (message.type) {
    case 'track':
      return trackOf(message, ids);
    case 'page':
    case 'screen':
      return { ids, body: event(message.type, { ...named(message), ...message.properties }) };
    case 'group':
      return groupOf(message, ids);
    case 'identify':
      return { ids, body: { kind: 'update', by: 'client' }, traits: message.traits ?? {} };
    case 'alias':
      return aliasOf(message);
  }
}

function groupOf({ groupId, traits }: Message, ids: Content['ids']): Content | FieldProblem {
  const group = idText(groupId);
  if (group === undefined) return missing('/groupId');
  return { ids, body: event('group', { ...traits, groupId: group }) };
}

function trackOf(
  { event: name, properties }: Message,
  ids: Content['ids'],
): Content | FieldProblem {
  if (!name) return missing('/event');
  if (RESERVED.test(name)) {
    return {
      pointer: '/event',
      code: 'reserved-event',
      message: '/event: only the product itself tells events of this name',
    };
  }
  return { ids, body: event(name, properties ?? {}) };
}

/**
 * `previousId` is what `userId` was known as until now: a browser, in all of Segment's clients. Two user ids stay two leads
 * whatever a page says.
 */
function aliasOf({ userId, previousId, anonymousId }: Message): Content | FieldProblem {
  const now = idText(userId);
  if (now === undefined) return missing('/userId');
  const before = idText(previousId) ?? idText(anonymousId);
  if (before === undefined) return missing('/previousId');
  return {
    ids: { userId: now, anonymousId: before },
    body: { kind: 'update', by: 'client' },
    same: true,
  };
}

const event = (name: string, properties: JsonObject): Content['body'] => ({
  kind: 'event',
  name,
  properties: withoutAddresses(properties),
});

function withoutAddresses(properties: JsonObject): JsonObject {
  const held = ADDRESSES.filter(
    (key) => Object.hasOwn(properties, key) && properties[key] !== null,
  );
  if (held.length === 0) return properties;
  return { ...properties, ...Object.fromEntries(held.map((key) => [key, true])) };
}

const named = ({ name, category }: Message): JsonObject => ({
  ...(name ? { name } : {}),
  ...(category ? { category } : {}),
});

function idsOf(message: Message): Content['ids'] {
  const ids: Content['ids'] = {};
  const userId = idText(message.userId);
  const anonymousId = idText(message.anonymousId);
  if (userId !== undefined) ids.userId = userId;
  if (anonymousId !== undefined) ids.anonymousId = anonymousId;
  return ids;
}

const missing = (pointer: string): FieldProblem => ({
  pointer,
  code: 'required',
  message: `${pointer} is required`,
});
