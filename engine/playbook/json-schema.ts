import { z } from 'zod';
import { playbookSchema } from './document.js';

export interface JsonSchema {
  $ref?: string;
  properties?: { [key: string]: JsonSchema };
  additionalProperties?: boolean | JsonSchema;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  allOf?: JsonSchema[];
  definitions?: { [name: string]: JsonSchema };
  [keyword: string]: unknown;
}

/** JSON Schema (draft 7, which editors know best) of the document, so that an editor completes and checks the YAML. */
export function playbookJsonSchema(): JsonSchema {
  return z.toJSONSchema(playbookSchema, { io: 'input', target: 'draft-7' }) as JsonSchema;
}

let ownSchema: JsonSchema | undefined;

/** The keys that may stand in the object at `path`, over all forms it may take. */
export function keysAt(path: readonly (string | number)[]): string[] {
  const root = (ownSchema ??= playbookJsonSchema());
  let schemas = options(root, root);
  for (const part of path) schemas = schemas.flatMap((schema) => step(schema, part, root));
  return [...new Set(schemas.flatMap((schema) => Object.keys(schema.properties ?? {})))];
}

function step(schema: JsonSchema, part: string | number, root: JsonSchema): JsonSchema[] {
  if (typeof part === 'number') return schema.items ? options(schema.items, root) : [];
  const own = schema.properties?.[part];
  if (own) return options(own, root);
  const rest = schema.additionalProperties;
  return typeof rest === 'object' ? options(rest, root) : [];
}

function options(schema: JsonSchema, root: JsonSchema): JsonSchema[] {
  const name = schema.$ref?.replace('#/definitions/', '');
  const target = name === undefined || name === '#' ? schema : (root.definitions?.[name] ?? schema);
  const parts = target.anyOf ?? target.allOf;
  return parts ? parts.flatMap((part) => options(part, root)) : [target];
}
