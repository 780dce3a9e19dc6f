import { z } from 'zod';
import { type Parsed, parsePlaybook, parsePlaybookValue } from '../../engine/playbook/parse.js';

/** A playbook as YAML text or as JSON. */
export const playbookBody = z
  .strictObject({
    yaml: z.string().max(400_000).optional(),
    document: z.looseObject({}).optional(),
  })
  .refine(
    ({ yaml, document }) => (yaml === undefined) !== (document === undefined),
    'give either yaml or document',
  );

export const publishBody = z.strictObject({
  yaml: z.string().max(400_000).optional(),
  document: z.looseObject({}).optional(),
  expectedVersion: z
    .number()
    .int()
    .min(0)
    .optional()
    .describe(
      'The newest version you know of, 0 for none: refused with 409 when there is a newer one.',
    ),
  source: z.strictObject({ repo: z.string().max(300), commit: z.string().max(100) }).optional(),
});

export function parseBody({
  yaml,
  document,
}: {
  yaml?: string | undefined;
  document?: object | undefined;
}): Parsed {
  return yaml === undefined ? parsePlaybookValue(document) : parsePlaybook(yaml);
}
