import type { PropertyTest, Test } from '../condition.js';
import { entryProperty } from '../placeholders.js';
import type { RankedDocument, TestsDocument, WhereDocument } from '../schema/condition.js';
import type { Context } from './context.js';

/** In a fixed order, whatever the order of the document's keys: a store may have sorted them. */
export function testsOf(tests: TestsDocument, { lists }: Pick<Context, 'lists'>): Test[] {
  const compiled: Test[] = [];
  if (tests.eq !== undefined) compiled.push(equal(tests.eq));
  for (const op of ['ne', 'gt', 'gte', 'lt', 'lte'] as const) {
    const value = tests[op];
    if (value !== undefined) compiled.push({ op, value });
  }
  for (const op of ['in', 'notIn'] as const) {
    const values = tests[op];
    if (values === undefined) continue;
    compiled.push({ op, values: Array.isArray(values) ? values : (lists[values.list] ?? []) });
  }
  if (tests.exists !== undefined) compiled.push({ op: 'exists', value: tests.exists });
  return compiled;
}

export function whereOf(
  where: WhereDocument | undefined,
  context: Pick<Context, 'lists'>,
): PropertyTest[] {
  const entries = Object.entries(where ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return entries.flatMap(([property, value]) => {
    const tests = typeof value === 'object' ? testsOf(value, context) : [equal(value)];
    return tests.map((test) => ({ property, test }));
  });
}

function equal(value: string | number | boolean): Test {
  const property = typeof value === 'string' ? entryProperty(value) : undefined;
  return property === undefined ? { op: 'eq', value } : { op: 'eqEntry', property };
}

/** Resolves `before`, `atLeast`, `notIn` to the names they stand for. `order` is the order of progress. */
export function ranked(asked: RankedDocument, order: readonly string[]): string[] {
  if (typeof asked === 'string') return [asked];
  if (Array.isArray(asked)) return asked;
  if ('in' in asked) return asked.in;
  if ('notIn' in asked) return order.filter((name) => !asked.notIn.includes(name));
  if ('before' in asked) return order.slice(0, order.indexOf(asked.before));
  return order.slice(order.indexOf(asked.atLeast));
}
