import { z } from 'zod';
import { isStorable } from '../bundle/storable.js';

const words = z.record(z.string().max(100), z.json()).optional();

export const previewBody = z
  .strictObject({
    playbook: z.string().min(1).max(64).optional(),
    version: z.int().min(1).max(2_147_483_647).optional(),
    draft: z.uuid().optional().describe('As a draft of the playbook says it.'),
    locale: z.string().max(35).optional(),
    channel: z.string().max(20).default('email'),
    lead: words.describe('What is known of the lead; a made-up one is behind it.'),
    entry: words.describe('Properties of the event the journey began with.'),
    ticket: words,
    rep: words,
  })
  .refine(isStorable, 'a text holds a character that cannot be stored');
export type PreviewBody = z.infer<typeof previewBody>;
