import { own, sameJson, type Json } from '../json.js';
import type { Attribute, Playbook } from '../playbook/playbook.js';
import { note, type Turn } from '../turn.js';
import { deriveValue } from './read-value.js';

/** Whose attributes: a turn's, or those of a lead that only comes to a version. */
export type Keeping = Pick<Turn, 'state' | 'playbook' | 'trace' | 'at'>;

/** Writes a value, `null` for none; says whether it is another one than before. */
export function keepAttribute(keeping: Keeping, name: string, value: Json): boolean {
  const { attributes } = keeping.state;
  if (sameJson(own(attributes, name) ?? null, value)) return false;
  if (value === null) delete attributes[name];
  else attributes[name] = value;
  note(keeping, { note: 'attribute', name });
  return true;
}

/**
 * Attributes derived from one that has changed follow it, and those derived from them. `seen`: what has changed on the
 * way; tables that derive from each other in a circle end there.
 */
export function deriveFrom(
  keeping: Keeping,
  source: string,
  seen: ReadonlySet<string> = new Set([source]),
): void {
  for (const [name, { derive }] of Object.entries(keeping.playbook.attributes)) {
    if (derive?.from !== source || seen.has(name)) continue;
    const value = derivedOf(keeping, derive) ?? null;
    if (keepAttribute(keeping, name, value)) deriveFrom(keeping, name, new Set([...seen, name]));
  }
}

/**
 * A lead comes to a version, whose tables may read the same sources otherwise. A value that the version before did not
 * make of them was given for the attribute itself, by a form or a person: it stands until its source changes.
 *
 * @param older the version before, where it is at hand; without it every value with a known source counts as made of that
 */
export function deriveAnew(keeping: Keeping, older: Playbook | undefined): void {
  const derived = Object.entries(keeping.playbook.attributes).filter(([, { derive }]) => derive);
  const isMade = ([name, { derive }]: [string, Attribute]): boolean => {
    const value = own(keeping.state.attributes, name);
    if (value === undefined) return true;
    if (older === undefined) return derive !== undefined && isKnown(keeping, derive.from);
    const table = own(older.attributes, name)?.derive;
    return table !== undefined && derivedOf(keeping, table) === value;
  };
  const open = new Map(derived.filter(isMade));
  for (const [name] of derived) settle(keeping, name, open);
}

/** The source comes first, where it is a derived one itself. */
function settle(keeping: Keeping, name: string, open: Map<string, Attribute>): void {
  const derive = open.get(name)?.derive;
  open.delete(name);
  if (derive === undefined) return;
  settle(keeping, derive.from, open);
  keepAttribute(keeping, name, derivedOf(keeping, derive) ?? null);
}

/** Whether the lead has that attribute. */
export function isKnown({ state }: Pick<Keeping, 'state'>, name: string): boolean {
  return own(state.attributes, name) !== undefined;
}

function derivedOf({ state }: Keeping, derive: NonNullable<Attribute['derive']>): Json | undefined {
  const source = own(state.attributes, derive.from);
  return source === undefined ? undefined : deriveValue(derive, source);
}
