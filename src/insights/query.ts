import { z } from 'zod';

import { notFound, ProblemException } from '../http/problem.js';
import { decodeCursor } from './cursor.js';

/** `limit` and `after` of every list; `cursor` is the shape of this list's keys. */
export const pageQuery = <Key>(cursor: z.ZodType<Key>) => ({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: z
    .string()
    .refine((text) => decodeCursor(text, cursor) !== undefined, 'not a cursor of this list')
    .optional(),
});

const name = z.string().min(1).max(200);
/** A filter by a name: a tier, a tag, a template. */
export const filter = name.optional();

/** Reads a query string. Throws 400 with everything that is wrong in it; parameters nobody knows are refused too. */
export function readQuery<T>(schema: z.ZodType<T>, query: unknown): T {
  const parsed = schema.safeParse(query);
  if (parsed.success) return parsed.data;
  throw new ProblemException({
    status: 400,
    code: 'invalid-query',
    message: 'The query cannot be read',
    errors: parsed.error.issues.map(({ path, message, code }) => ({
      pointer: `/${path.map(String).join('/')}`,
      code,
      message,
    })),
  });
}

const UUID = z.uuid();

/** The id of a lead in a path. What is no id is nobody's: 404, like an id nobody has. */
export function leadIdOf(text: string): string {
  if (!UUID.safeParse(text).success) throw noLead();
  return text;
}

export const noLead = (): ProblemException => notFound('No lead has this id');
