import { fill } from '../../engine/playbook/placeholders.js';
import { own, type Json, type JsonObject } from '../../engine/json.js';

/** The whole text is one placeholder: `{{ lead.score }}`. */
const ALONE = /^\s*\{\{\s*(lead|entry)\.([\w-]+)\s*\}\}\s*$/u;

/**
 * The body of a webhook with its placeholders filled in. A text that is one placeholder alone takes the value as it is,
 * so that a score stays a number; a value that is missing is null there, and nothing within a longer text.
 */
export function filledBody(body: Json, data: { lead: JsonObject; entry: JsonObject }): Json {
  if (typeof body === 'string') return filledText(body, data);
  if (Array.isArray(body)) return body.map((part) => filledBody(part, data));
  if (typeof body !== 'object' || body === null) return body;
  const entries = Object.entries(body).map(([key, value]) => [key, filledBody(value, data)]);
  return Object.fromEntries(entries) as JsonObject;
}

function filledText(text: string, data: { lead: JsonObject; entry: JsonObject }): Json {
  const [, from, name = ''] = ALONE.exec(text) ?? [];
  if (from === undefined) return fill(text, data);
  return own(from === 'lead' ? data.lead : data.entry, name) ?? null;
}
