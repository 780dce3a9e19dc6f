import type { Json, JsonObject } from '../../../engine/json.js';
import { idText, isId } from '../limits.js';
import type { Message } from './message.js';

const TYPE = /^[A-Za-z][\w-]{0,39}$/;

/** Ids of other systems, as our own member or as Segment's list `context.externalIds` of `{id, type}`. */
export function externalIdsOf(
  message: Message,
  context: JsonObject,
): { externalIds?: { [type: string]: string } } {
  const listed = context['externalIds'];
  if (!message.externalIds && !Array.isArray(listed)) return {};
  const own: [string, string | number][] = Object.entries(message.externalIds ?? {});
  const entries = [...(Array.isArray(listed) ? listed.flatMap(readEntry) : []), ...own];
  const externalIds: { [type: string]: string } = {};
  for (const [type, id] of entries) {
    const text = idText(id);
    if (text !== undefined) externalIds[type] = text;
  }
  return Object.keys(externalIds).length > 0 ? { externalIds } : {};
}

function readEntry(entry: Json): [type: string, id: string | number][] {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return [];
  const { id, type } = entry;
  if (typeof type !== 'string' || !TYPE.test(type)) return [];
  return isId(id) ? [[type, id as string | number]] : [];
}
