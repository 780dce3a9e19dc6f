import { own, type Json, type JsonObject } from './json.js';

const PLACE = /\{\{\s*(lead|entry|event)\.([\w-]+)\s*\}\}/gu;

/** Fills `{{ lead.x }}`, `{{ entry.x }}` and `{{ event.x }}` in a short text, such as the reason of a ticket; what is missing is left empty. */
export function fill(
  text: string,
  from: { lead: JsonObject; entry: JsonObject; event?: JsonObject },
): string {
  return text.replaceAll(PLACE, (_, root: keyof typeof from, name: string) =>
    words(own(from[root] ?? {}, name) ?? null),
  );
}

/** The value under a key where it is a text that is not empty. */
export function textOf(properties: JsonObject, key: string): string | undefined {
  const value = own(properties, key);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function words(value: Json): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
