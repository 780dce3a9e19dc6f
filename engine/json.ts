/** Any value that survives a trip through JSON. Event properties and attributes hold nothing else. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

// Looked up once: these are asked for thousands of times in every decision.
const { hasOwn, keys: keysOf } = Object;
const { isArray } = Array;

/** The value under a key the object has itself: keys come from outside and may be called `constructor`. */
export function own<T>(object: { [key: string]: T }, key: string): T | undefined {
  return hasOwn(object, key) ? object[key] : undefined;
}

/** A number as it comes back from JSON text, which knows no -0: a state read from its row is the state that was written. */
export function plain(value: number): number {
  return value + 0;
}

/** Equal as JSON; the order of keys does not matter. */
export function sameJson(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && sameList(a, b);
  }
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => sameUnder(a, b, key));
}

function sameList(a: Json[], b: Json[]): boolean {
  return a.length === b.length && a.every((item, index) => sameJson(item, b[index] ?? null));
}

function sameUnder(a: JsonObject, b: JsonObject, key: string): boolean {
  const [left, right] = [own(a, key), own(b, key)];
  return left !== undefined && right !== undefined && sameJson(left, right);
}

/** A deep copy of plain data; several times faster than `structuredClone` on a lead's state. */
export function copyOf<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (isArray(value)) return value.map(copyOf) as T;
  const copy: { [key: string]: unknown } = {};
  for (const key of keysOf(value)) copy[key] = copyOf((value as typeof copy)[key]);
  return copy as T;
}
