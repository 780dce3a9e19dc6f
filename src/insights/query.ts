import { applyDecorators } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import { z } from 'zod';

import { check } from '../http/check-body.js';
import { jsonSchema } from '../http/json-schema.js';
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

/** A filter by a name: a tier, a tag, a template. */
export const filter = z.string().min(1).max(200).optional();

/** Reads a query string. Throws 400 with everything that is wrong in it; parameters nobody knows are refused too. */
export function readQuery<T>(schema: z.ZodType<T>, query: unknown): T {
  const checked = check(schema, query);
  if (checked.ok) return checked.value;
  throw new ProblemException({
    status: 400,
    code: 'invalid-query',
    message: checked.problems[0]?.message ?? 'The query cannot be read',
    errors: checked.problems,
  });
}

/** The parameters of a query in the description of the API. */
export const ApiQueryOf = (schema: z.ZodObject): MethodDecorator =>
  applyDecorators(
    ...Object.entries(schema.shape).map(([name, parameter]) =>
      ApiQuery({ name, required: false, schema: jsonSchema(parameter as z.ZodType) }),
    ),
  );

const UUID = z.uuid();

/** The id of a lead in a path. What is no id is nobody's: 404, like an id nobody has. */
export function leadIdOf(text: string): string {
  if (!UUID.safeParse(text).success) throw noLead();
  return text;
}

export const noLead = (): ProblemException => notFound('No lead has this id');
