import { passes } from '../../conditions/value-test.js';
import type { Json } from '../../json.js';
import type { AttributeDocument } from '../document.js';
import type { Test } from '../condition.js';
import { valuesOf } from './events.js';

/** A test that must pass, or must fail. */
export interface Demand {
  tests: readonly Test[];
  holds: boolean;
}

export interface Bounds {
  least: number;
  most: number;
}

/** A text that no playbook names. */
const OTHER = '\u0000';

/** Whether a whole number within the bounds meets all demands. Scores and counts are whole. */
export function someNumber(demands: readonly Demand[], { least, most }: Bounds): boolean {
  const named = demands.flatMap(({ tests }) => tests.flatMap(valuesIn));
  const edges = [...named, least, most].filter((edge) => Number.isFinite(edge)).map(Number);
  const near = edges.flatMap((edge) => [-1, 0, 1, 2].map((step) => Math.floor(edge) + step));
  const tried = [...near, 0].filter((number) => number >= least && number <= most);
  return meetsSome(tried, demands);
}

/** Whether some value of an attribute meets all demands, none at all included. */
export function someValue(
  demands: readonly Demand[],
  attribute: AttributeDocument | undefined,
): boolean {
  const tests = demands.flatMap((demand) => demand.tests);
  return meetsSome(valuesToTry(tests, attribute), demands);
}

/** Every value that tells tests apart: those they name, what lies beside and between the numbers, and none. */
export function valuesToTry(
  tests: readonly Test[],
  attribute: AttributeDocument | undefined,
): (Json | undefined)[] {
  const named = tests.flatMap(valuesIn);
  const numbers = named.filter((value) => typeof value === 'number').toSorted((a, b) => a - b);
  const near = numbers.flatMap((number) => [number - 1, number, number + 1]);
  const between = numbers.map((number, index) => (number + (numbers[index + 1] ?? number)) / 2);
  const single = [...new Set([...near, ...between])];
  const wide = attribute?.type === 'range' ? rangesOf(single) : [];
  const known = attribute === undefined ? [] : (valuesOf(attribute) ?? []);
  return [undefined, OTHER, true, false, ...known, ...named, ...single, ...wide];
}

function meetsSome(values: readonly (Json | undefined)[], demands: readonly Demand[]): boolean {
  return values.some((value) =>
    demands.every(({ tests, holds }) => tests.every((test) => passes(test, value)) === holds),
  );
}

function rangesOf(ends: readonly number[]): Json[] {
  const some = ends.slice(0, 24);
  return some.flatMap((min) => some.filter((max) => max >= min).map((max) => ({ min, max })));
}

function valuesIn(test: Test): Json[] {
  if ('values' in test) return test.values;
  return 'value' in test && test.op !== 'exists' ? [test.value] : [];
}
