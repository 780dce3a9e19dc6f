import type { z } from 'zod';
import { pointerOf } from '../../engine/playbook/problem.js';
import { type FieldProblem, ProblemException } from './problem.js';

export type Checked<T> = { ok: true; value: T } | { ok: false; problems: FieldProblem[] };

/** For members that may hold any JSON: what was parsed from JSON need not be walked to know that it is. */
export const isObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Checks a body against its schema; every problem at once, by pointer, without any value. */
export function check<T>(schema: z.ZodType<T>, body: unknown): Checked<T> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return { ok: true, value: parsed.data };
  return { ok: false, problems: parsed.error.issues.slice(0, 50).map(problemOf) };
}

function problemOf(issue: z.core.$ZodIssue): FieldProblem {
  const pointer = pointerOf(
    issue.path.map((part) => (typeof part === 'number' ? part : String(part))),
  );
  const isMissing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
  const place = pointer === '' ? 'the body' : pointer;
  if (isMissing) return { pointer, code: 'required', message: `${place} is required` };
  return { pointer, code: issue.code.replaceAll('_', '-'), message: `${place}: ${issue.message}` };
}

/** The same for routes of people: what does not fit is answered with 422 at once. */
export function requireBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const checked = check(schema, body);
  if (checked.ok) return checked.value;
  throw new ProblemException({
    status: 422,
    code: 'invalid',
    message: checked.problems[0]?.message ?? 'The body does not fit',
    errors: checked.problems,
  });
}
