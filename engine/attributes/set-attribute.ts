import { own, sameJson, type Json } from '../json.js';
import { note, type Turn } from '../turn.js';
import { deriveValue, readValue } from './read-value.js';

/**
 * Takes a raw value as the playbook reads it; `null` removes it, one that cannot be read changes nothing, and what the
 * playbook does not declare is not kept. Attributes derived from it follow.
 */
export function setAttribute(turn: Turn, name: string, raw: Json): void {
  const attribute = own(turn.playbook.attributes, name);
  if (attribute === undefined) return;
  const value = raw === null ? null : readValue(attribute, raw);
  if (value === undefined || !put(turn, name, value)) return;
  for (const [other, { derive }] of Object.entries(turn.playbook.attributes)) {
    if (derive?.from !== name) continue;
    put(turn, other, value === null ? null : (deriveValue(derive, value) ?? null));
  }
}

function put(turn: Turn, name: string, value: Json): boolean {
  const { attributes } = turn.state;
  const present = own(attributes, name);
  if (sameJson(present ?? null, value)) return false;
  if (value === null) delete attributes[name];
  else attributes[name] = value;
  note(turn, { note: 'attribute', name });
  turn.changed = true;
  return true;
}
