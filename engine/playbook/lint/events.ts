import type { AttributeDocument } from '../document.js';
import type { Path } from '../problem.js';
import type { TestsDocument, WhereDocument } from '../schema/condition.js';
import { hintFor } from '../suggest.js';
import type { Report } from './report.js';
import type { Scope } from './scope.js';

/** The event exists, and has the properties that are tested. `path` is where its name stands, `where` beside it. */
export function lintEvent(
  event: string,
  where: WhereDocument,
  path: Path,
  scope: Scope,
  report: Report,
): void {
  if (!report.known('event', event, Object.keys(scope.events), path)) return;
  lintWhere(event, where, [...path.slice(0, -1), 'where'], scope, report);
}

export function lintWhere(
  event: string,
  where: WhereDocument,
  path: Path,
  scope: Scope,
  report: Report,
): void {
  const properties = scope.events[event];
  if (properties === undefined) return;
  for (const property of Object.keys(where)) {
    lintProperty(event, property, [...path, property], scope, report, 'key');
  }
}

export function lintProperty(
  event: string,
  property: string,
  path: Path,
  scope: Scope,
  report: Report,
  at: 'key' | 'value' = 'value',
): void {
  const names = Object.keys(scope.events[event] ?? {});
  if (names.includes(property)) return;
  const message = `event \`${event}\` has no property \`${property.slice(0, 80)}\``;
  report.problem(path, 'unknown-property', message, () => hintFor(property, names), at);
}

/** A test for a value that an enum never takes can never hold. The values of a list are judged where they stand. */
export function lintAttributeValues(
  attribute: AttributeDocument | undefined,
  tests: TestsDocument,
  path: Path,
  { scope, report }: { scope: Scope; report: Report },
): void {
  const values = attribute && valuesOf(attribute);
  if (values === undefined) return;
  for (const key of ['eq', 'ne'] as const) {
    const value = tests[key];
    if (value !== undefined) report.known('value', String(value), values, [...path, key]);
  }
  for (const key of ['in', 'notIn'] as const) {
    const asked = tests[key] ?? [];
    const [list, at] = Array.isArray(asked)
      ? [asked, [...path, key]]
      : [scope.lists[asked.list] ?? [], ['lists', asked.list]];
    list.forEach((value, index) => report.known('value', String(value), values, [...at, index]));
  }
}

/** The values an enum may take; nothing is known of other types. */
export function valuesOf(attribute: AttributeDocument): string[] | undefined {
  if (attribute.type !== 'enum') return undefined;
  const { values = [], synonyms = {}, derive, else: otherwise } = attribute;
  const derived = derive
    ? [...derive.rows.map(({ is }) => is), derive.else ?? []].flat().map(String)
    : [];
  const all = new Set([
    ...values,
    ...Object.keys(synonyms),
    ...derived,
    ...(otherwise ? [otherwise] : []),
  ]);
  return all.size > 0 ? [...all] : undefined;
}
