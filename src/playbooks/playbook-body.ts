import { z } from 'zod';
import { BOUNDS } from './bundle/bundle.js';
import { COMMIT, REPO_LENGTH } from './git-source.js';
import { insideBody } from './inside-body.js';

/** A playbook as YAML text or as JSON, with the files that go with it. */
export const playbookContent = {
  yaml: z.string().max(600_000).optional(),
  document: z.looseObject({}).optional(),
  files: z
    .record(z.string().max(200), z.string().max(BOUNDS.characters).nullable())
    .optional()
    .describe(
      'path -> text: templates/ID/LOCALE.mjml (.txt, .liquid), calendars/ID.yaml. A file that is not named is that of the newest version, else the shipped one; null leaves it out.',
    ),
};

export const playbookBody = z
  .strictObject(playbookContent)
  .refine(
    ({ yaml, document }) => (yaml === undefined) !== (document === undefined),
    'give either yaml or document',
  );
export type PlaybookBody = z.infer<typeof playbookBody>;

/** What is published: a playbook, or an older version that is meant again. */
const meant = {
  ...playbookContent,
  version: z
    .number()
    .int()
    .min(1)
    .max(2_147_483_647)
    .optional()
    .describe('An older version whose content is to be published again, to go back to it.'),
};
const ONE_OF_THREE = 'give one of yaml, document and version';
const isOne = ({ yaml, document, version }: { [name in keyof typeof meant]?: unknown }): boolean =>
  [yaml, document, version].filter((given) => given !== undefined).length === 1;

export const expectedVersion = z
  .number()
  .int()
  .min(0)
  .describe(
    'The newest version you know of, 0 for none: refused with 409 when there is a newer one.',
  );

export const publishBody = z
  .strictObject({
    ...meant,
    expectedVersion: expectedVersion.optional(),
    source: z
      .strictObject({
        repo: z.string().min(1).max(REPO_LENGTH),
        commit: z.string().regex(COMMIT, 'a commit is 7 to 64 hex digits'),
      })
      .optional()
      .describe(
        'Where in Git it comes from; user, password and query of the address are not kept. A playbook with `lock: git` is published with it alone.',
      ),
    inside: insideBody.optional(),
  })
  .refine(isOne, ONE_OF_THREE);

export const previewBody = z
  .strictObject({ ...meant, inside: insideBody.optional() })
  .refine(isOne, ONE_OF_THREE);
