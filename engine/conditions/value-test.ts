import { own, sameJson, type Json, type JsonObject } from '../json.js';
import type { EventPattern, PropertyTest, Test } from '../playbook/condition.js';
import type { Happening } from './view.js';

const NONE: JsonObject = {};

/** Tests one value; `entry` holds the properties of the event that began the enrolment. A missing value meets only `ne`, `notIn` and `exists: false`. */
export function passes(test: Test, value: Json | undefined, entry: JsonObject = NONE): boolean {
  switch (test.op) {
    case 'exists':
      return (value !== undefined && value !== null) === test.value;
    case 'eq':
      return value !== undefined && equal(value, test.value);
    case 'ne':
      return value === undefined || !equal(value, test.value);
    case 'in':
      return value !== undefined && test.values.some((one) => equal(value, one));
    case 'notIn':
      return value === undefined || !test.values.some((one) => equal(value, one));
    case 'eqEntry': {
      const expected = own(entry, test.property);
      return value !== undefined && expected !== undefined && equal(value, expected);
    }
    default:
      return value !== undefined && inOrder(test.op, value, test.value);
  }
}

/** Whether every test holds on these properties. */
export function passAll(
  tests: readonly PropertyTest[],
  properties: JsonObject,
  entry?: JsonObject,
): boolean {
  return tests.every(({ property, test }) => passes(test, own(properties, property), entry));
}

export function matches(pattern: EventPattern, happening: Happening, entry?: JsonObject): boolean {
  return pattern.event === happening.name && passAll(pattern.where, happening.properties, entry);
}

/** Forms send `"60"` and `"true"` where a tracker sends 60 and true: they are the same here. A range of one is its number. */
function equal(a: Json, b: Json): boolean {
  if (typeof a === typeof b && typeof a !== 'object') return a === b;
  if (isRange(a) && typeof b === 'number') return a['min'] === b && a['max'] === b;
  if (typeof a === 'object' || typeof b === 'object') return sameJson(a, b);
  return a !== '' && b !== '' && String(a) === String(b);
}

function inOrder(op: 'gt' | 'gte' | 'lt' | 'lte', value: Json, bound: Json): boolean {
  const lower = op === 'gt' || op === 'gte';
  const seen = isRange(value) ? value[lower ? 'min' : 'max'] : value;
  const [left, right] = comparable(seen ?? null, bound);
  if (left === undefined || right === undefined) return false;
  switch (op) {
    case 'gt':
      return left > right;
    case 'gte':
      return left >= right;
    case 'lt':
      return left < right;
    case 'lte':
      return left <= right;
  }
}

/** Numbers, also when written as text; else two texts (ISO dates) in their alphabetic order. */
function comparable(
  a: Json,
  b: Json,
): [number, number] | [string, string] | [undefined, undefined] {
  const [left, right] = [numberOf(a), numberOf(b)];
  if (left !== undefined && right !== undefined) return [left, right];
  if (typeof a === 'string' && typeof b === 'string') return [a, b];
  return [undefined, undefined];
}

function numberOf(value: Json): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

function isRange(value: Json): value is { min?: number; max?: number } & JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
