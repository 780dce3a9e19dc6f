import { z } from 'zod';
import { insideBody } from '../inside-body.js';
import { expectedVersion, playbookBody, playbookContent } from '../playbook-body.js';
import { isStorable } from '../bundle/storable.js';

const title = z.string().trim().min(1).max(200);

const storable = [isStorable, 'a text holds a character that cannot be stored'] as const;

/** Without a playbook it begins as the newest version. */
export const newDraftBody = z
  .strictObject({ title, ...playbookContent })
  .refine(
    ({ yaml, document }) => yaml === undefined || document === undefined,
    'give either yaml or document',
  )
  .refine(...storable);
export type NewDraftBody = z.infer<typeof newDraftBody>;

/** The whole of it, as it shall be. */
export const draftBody = playbookBody.safeExtend({ title }).refine(...storable);
export type DraftBody = z.infer<typeof draftBody>;

export const publishDraftBody = z.strictObject({
  expectedVersion: expectedVersion.optional(),
  inside: insideBody.optional(),
});
