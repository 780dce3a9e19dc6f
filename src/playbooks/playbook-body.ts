import { z } from 'zod';
import { type Parsed, parsePlaybook, parsePlaybookValue } from '../../engine/playbook/parse.js';
import { insideBody } from './inside-body.js';

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

/** What is published: a document, or an older version that is meant again. */
const meant = {
  yaml: z.string().max(400_000).optional(),
  document: z.looseObject({}).optional(),
  version: z
    .number()
    .int()
    .min(1)
    .optional()
    .describe('An older version whose content is to be published again, to go back to it.'),
};
const ONE_OF_THREE = 'give one of yaml, document and version';
const isOne = ({ yaml, document, version }: { [name in keyof typeof meant]?: unknown }): boolean =>
  [yaml, document, version].filter((given) => given !== undefined).length === 1;

export const publishBody = z
  .strictObject({
    ...meant,
    expectedVersion: z
      .number()
      .int()
      .min(0)
      .optional()
      .describe(
        'The newest version you know of, 0 for none: refused with 409 when there is a newer one.',
      ),
    source: z.strictObject({ repo: z.string().max(300), commit: z.string().max(100) }).optional(),
    inside: insideBody.optional(),
  })
  .refine(isOne, ONE_OF_THREE);

export const previewBody = z
  .strictObject({ ...meant, inside: insideBody.optional() })
  .refine(isOne, ONE_OF_THREE);

export function parseBody({
  yaml,
  document,
}: {
  yaml?: string | undefined;
  document?: object | undefined;
}): Parsed {
  return yaml === undefined ? parsePlaybookValue(document) : parsePlaybook(yaml);
}
