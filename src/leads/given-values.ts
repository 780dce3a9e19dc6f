import { isDeepStrictEqual } from 'node:util';
import type { Facts } from '../../engine/input.js';
import type { Json, JsonObject } from '../../engine/json.js';
import type { Playbook } from '../../engine/playbook/playbook.js';
import type { Profile } from './profile.js';

/** Personal whatever a playbook says. */
const ALWAYS_PERSONAL = new Set(['name', 'email', 'phone', 'wecomId']);
/** Attributes that are addresses: a change of one changes whom a channel reaches. */
const ADDRESSES = new Set(['email', 'phone', 'wecomId']);

export interface Merged {
  /** What the engine learns: values, or `true` for a personal one that is there. */
  attributes: NonNullable<Facts['attributes']>;
  isChanged: boolean;
  isMoved: boolean;
}

/**
 * Writes given values into a profile; `null` removes one. What the playbook declares as not personal stays readable for
 * rules and goes to the engine as it is. Everything else is sealed with the personal part: of declared personal attributes
 * the engine learns that they are there, of undeclared ones nothing, since they may hold anything.
 */
export function mergeValues(
  profile: Profile,
  values: JsonObject,
  playbook: Pick<Playbook, 'attributes'>,
): Merged {
  const merged: Merged = { attributes: {}, isChanged: false, isMoved: false };
  for (const [name, value] of Object.entries(values)) {
    const declared = Object.hasOwn(playbook.attributes, name)
      ? playbook.attributes[name]
      : undefined;
    const isPersonal = declared?.personal !== false || ALWAYS_PERSONAL.has(name);
    const isChanged = put(isPersonal ? profile.personal : profile.attributes, name, value);
    if (declared) merged.attributes[name] = isPersonal && value !== null ? true : value;
    merged.isChanged ||= isChanged;
    merged.isMoved ||= isChanged && ADDRESSES.has(name);
  }
  return merged;
}

/** Answers whether anything is different now. */
function put(target: { [name: string]: Json }, name: string, value: Json): boolean {
  const isThere = Object.hasOwn(target, name);
  if (value === null) {
    delete target[name];
    return isThere;
  }
  if (isThere && isDeepStrictEqual(target[name], value)) return false;
  target[name] = value;
  return true;
}
