import { stringify } from 'yaml';
import { type Document, playbookSchema } from '../../../engine/playbook/document.js';

const ORDER = Object.keys(playbookSchema.shape);

/** A published document as YAML that means the same: what is kept as lists becomes maps by id again. */
export function yamlOf({ stages, journeys, ...rest }: Document): string {
  const authored: Record<string, unknown> = { ...rest, stages: byId(stages) };
  if (journeys.length > 0) authored['journeys'] = byId(journeys);
  const ordered = ORDER.flatMap((key) => (key in authored ? [[key, idFirst(authored[key])]] : []));
  return stringify(Object.fromEntries(ordered), {
    version: '1.2',
    lineWidth: 120,
    aliasDuplicateObjects: false,
  });
}

const byId = (items: readonly { id: string }[]): object =>
  Object.fromEntries(items.map(({ id, ...item }) => [id, item]));

/** The store sorts keys; a step reads better with its name in front. */
function idFirst(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => idFirst(item));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, idFirst(item)] as const);
  return Object.fromEntries(
    entries.toSorted(([a], [b]) => Number(b === 'id') - Number(a === 'id')),
  );
}
