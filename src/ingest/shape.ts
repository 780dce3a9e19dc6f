import type { FieldProblem } from '../http/problem.js';

/** Bounds of anything taken in: an event of a real client stays far below. */
export const SHAPE = { depth: 12, entries: 1_000, key: 200 } as const;

interface Walk {
  entries: number;
}

/**
 * What makes a JSON value impossible to keep, if anything: too deep, too many entries, a NUL byte (PostgreSQL has no room
 * for one), a number JSON cannot say, a name that means something else to JavaScript.
 */
export function shapeProblem(value: unknown, pointer = ''): FieldProblem | undefined {
  return walk(value, pointer, 0, { entries: 0 });
}

function walk(
  value: unknown,
  pointer: string,
  depth: number,
  seen: Walk,
): FieldProblem | undefined {
  if (typeof value === 'string') {
    return value.includes('\0')
      ? problem(pointer, 'nul-byte', 'must not hold a NUL byte')
      : undefined;
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return problem(pointer, 'number-range', 'is a number beyond what JSON can say');
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth >= SHAPE.depth) {
    return problem(pointer, 'too-deep', `is nested more than ${SHAPE.depth} levels deep`);
  }
  for (const [key, entry] of Object.entries(value)) {
    seen.entries += 1;
    if (seen.entries > SHAPE.entries) {
      return problem('', 'too-many-fields', `has more than ${SHAPE.entries} fields`);
    }
    const found = keyProblem(key, pointer) ?? walk(entry, at(pointer, key), depth + 1, seen);
    if (found) return found;
  }
  return undefined;
}

function keyProblem(key: string, pointer: string): FieldProblem | undefined {
  if (key.length > SHAPE.key) {
    return problem(
      pointer,
      'name-too-long',
      `has a field name of more than ${SHAPE.key} characters`,
    );
  }
  if (key.includes('\0')) return problem(pointer, 'nul-byte', 'has a field name with a NUL byte');
  if (key === '__proto__')
    return problem(pointer, 'name-forbidden', 'has a field called __proto__');
  return undefined;
}

export const at = (pointer: string, key: string): string =>
  `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;

const problem = (pointer: string, code: string, message: string): FieldProblem => ({
  pointer,
  code,
  message: `${pointer === '' ? 'the value' : pointer} ${message}`,
});
