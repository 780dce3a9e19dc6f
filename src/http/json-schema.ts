import type { ApiBody } from '@nestjs/swagger';
import { z } from 'zod';

type SchemaObject = Extract<Parameters<typeof ApiBody>[0], { schema: object }>['schema'];

/** The JSON Schema of what a route takes, for the description of the API. */
export function jsonSchema(schema: z.ZodType): SchemaObject {
  const { $schema: _schema, ...rest } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    target: 'openapi-3.0',
  });
  return rest as SchemaObject;
}
