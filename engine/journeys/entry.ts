import { shortHash } from '../hash.js';
import { own, plain, type Json, type JsonObject } from '../json.js';
import type { Journey } from '../playbook/playbook.js';

const MOST_PROPERTIES = 16;
const LONGEST = 120;
const LONGEST_KEY = 64;

/** Property -> type, as the playbook describes an event. */
export interface DeclaredEvent {
  [property: string]: string;
}

/**
 * What an enrolment keeps of an event, for `{{ entry.orderId }}`: plain values, of an event that the playbook describes
 * those it describes. Lists, objects and long texts stay in the record of the event; the state is bounded.
 */
export function entryOf(properties: JsonObject, declared?: DeclaredEvent): JsonObject {
  const isKept = (name: string) => declared === undefined || Object.hasOwn(declared, name);
  const kept = Object.entries(properties)
    .filter(([name, value]) => name !== '__proto__' && typeof value !== 'object' && isKept(name))
    .slice(0, MOST_PROPERTIES)
    .map(([name, value]) => [name, short(value)]);
  return Object.fromEntries(kept);
}

function short(value: Json): Json {
  if (typeof value === 'number') return plain(value);
  return typeof value === 'string' ? value.slice(0, LONGEST) : value;
}

/** What tells the runs of a journey apart; nothing where it has one run at a time. */
export function keyOf({ key }: Journey, properties: JsonObject): string | undefined {
  return key === undefined ? undefined : clippedKey(own(properties, key) ?? '');
}

/** A value as a key: long ones are shortened, and stay apart. */
export function clippedKey(value: Json): string {
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.length <= LONGEST_KEY ? text : `${text.slice(0, LONGEST_KEY - 8)}~${shortHash(text)}`;
}
