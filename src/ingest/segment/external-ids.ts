import type { Json, JsonObject } from '../../../engine/json.js';
import { LIMITS } from '../limits.js';
import type { Message } from './message.js';

const TYPE = /^[A-Za-z][\w-]{0,39}$/;

/** Ids of other systems, as our own member or as Segment's list `context.externalIds` of `{id, type}`. */
export function externalIdsOf(
  message: Message,
  context: JsonObject,
): { externalIds?: { [type: string]: string } } {
  const listed = Array.isArray(context['externalIds']) ? context['externalIds'] : [];
  const externalIds = { ...Object.fromEntries(listed.flatMap(readEntry)), ...message.externalIds };
  return Object.keys(externalIds).length > 0 ? { externalIds } : {};
}

function readEntry(entry: Json): [type: string, id: string][] {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return [];
  const { id, type } = entry;
  if (typeof type !== 'string' || !TYPE.test(type)) return [];
  const text = typeof id === 'string' || typeof id === 'number' ? String(id).trim() : '';
  return text === '' || text.length > LIMITS.id ? [] : [[type, text]];
}
