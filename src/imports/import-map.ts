import { z } from 'zod';

import { readYaml } from '../../engine/playbook/yaml-source.js';
import { pointerOf, type Problem } from '../../engine/playbook/problem.js';

/**
 * How the columns of a CSV file become leads (`leadloom import FILE --map MAP.yaml`). A row is one `identify` with the
 * attributes and the consent it states, plus one `track` for each event whose `when` holds. Columns nobody names are not
 * sent.
 */
const column = z.string().min(1).max(200).describe('A column by its header, exactly.');
const cells = z.array(z.string().max(500)).min(1).max(500);

const converted = z.strictObject({
  column,
  type: z.enum(['string', 'number', 'integer', 'boolean']).default('string'),
});

const when = z
  .strictObject({ column, is: cells.exactOptional(), isNot: cells.exactOptional() })
  .refine(({ is, isNot }) => is !== undefined || isNot !== undefined, 'say `is` or `isNot`');

const property = z.union([converted, z.strictObject({ value: z.json() })]);

const event = z.strictObject({
  event: z.string().min(1).max(100),
  when: when.exactOptional().describe('Left out: every row has this event.'),
  properties: z.record(z.string().min(1).max(100), property).default({}),
});

const consent = z
  .strictObject({
    channels: z.array(z.enum(['email', 'sms', 'wecom'])).min(1),
    purpose: z.string().min(1).max(100).default('marketing'),
    column,
    granted: cells.exactOptional(),
    withdrawn: cells.exactOptional(),
  })
  .refine(({ granted, withdrawn }) => granted !== undefined || withdrawn !== undefined, {
    message: 'say which cells mean `granted` or `withdrawn`',
  });

export const importMapSchema = z.strictObject({
  map: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/)
    .describe("The map's name; part of the source."),
  playbook: z.string().min(1).max(64).exactOptional().describe('Playbook of leads not known yet.'),
  externalId: z.strictObject({ column, type: z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,39}$/) }),
  empty: z
    .array(z.string().max(100))
    .default([])
    .describe('Cells that mean nothing, besides none.'),
  attributes: z.record(z.string().min(1).max(100), z.union([column, converted])).default({}),
  consent: z.array(consent).default([]),
  events: z.array(event).max(50).default([]),
  timestamp: column
    .exactOptional()
    .describe('When it happened, RFC 3339; else the time of import.'),
  outcome: z
    .strictObject({ column, positive: cells })
    .exactOptional()
    .describe('What became of the lead: never sent, only held against the tiers afterwards.'),
  tunedOn: z
    .enum(['even', 'odd'])
    .exactOptional()
    .describe(
      'Half of the rows the rules were fitted on: parity of the first byte of SHA-256(id).',
    ),
});

export type ImportMap = z.infer<typeof importMapSchema>;

export type ParsedMap = { ok: true; map: ImportMap } | { ok: false; problems: Problem[] };

/** Reads a map; problems carry line, column and a pointer. */
export function parseImportMap(yaml: string, file?: string): ParsedMap {
  const source = readYaml(yaml, file);
  if (!source.ok) return source;
  const parsed = importMapSchema.safeParse(source.value);
  if (parsed.success) return { ok: true, map: parsed.data };
  return {
    ok: false,
    problems: parsed.error.issues.map((issue) => problemOf(issue, source, file)),
  };
}

type Source = Extract<ReturnType<typeof readYaml>, { ok: true }>;

function problemOf(issue: z.core.$ZodIssue, source: Source, file: string | undefined): Problem {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  const { code, message } = issue;
  const problem = { code, message, pointer: pointerOf(path), ...source.locate(path) };
  return file === undefined ? problem : { ...problem, file };
}

/** Every column the map reads, for the check against a file's header. */
export function columnsOf(map: ImportMap): string[] {
  const named = [
    map.externalId.column,
    ...Object.values(map.attributes).map((from) => (typeof from === 'string' ? from : from.column)),
    ...map.consent.map((each) => each.column),
    ...map.events.flatMap(({ when: test, properties }) => [
      ...(test === undefined ? [] : [test.column]),
      ...Object.values(properties).flatMap((from) => ('column' in from ? [from.column] : [])),
    ]),
    ...(map.timestamp === undefined ? [] : [map.timestamp]),
    ...(map.outcome === undefined ? [] : [map.outcome.column]),
  ];
  return [...new Set(named)];
}
