import { own, type Json } from '../json.js';
import type { Turn } from '../turn.js';
import { deriveFrom, keepAttribute } from './derive.js';
import { readValue } from './read-value.js';

/**
 * Takes a raw value as the playbook reads it; `null` removes it, one that cannot be read changes nothing, and what the
 * playbook does not declare is not kept. Attributes derived from it follow.
 */
export function setAttribute(turn: Turn, name: string, raw: Json): void {
  const attribute = own(turn.playbook.attributes, name);
  if (attribute === undefined) return;
  const value = raw === null ? null : readValue(attribute, raw);
  if (value === undefined || !keepAttribute(turn, name, value)) return;
  turn.changed = true;
  deriveFrom(turn, name);
}
