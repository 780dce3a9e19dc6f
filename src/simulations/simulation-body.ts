import { z } from 'zod';

import { playbookContent } from '../playbooks/playbook-body.js';

const { files } = playbookContent;
const yaml = z.string().max(600_000).describe('A playbook as YAML.');
const document = z.looseObject({}).describe('A playbook as its document.');
const named = z.strictObject({
  name: z.string().min(1).max(64),
  version: z.number().int().min(1).optional().describe('Left out: the newest.'),
});

/** A draft, or a published version. */
const playbook = z.union([
  z.strictObject({ yaml, files }),
  z.strictObject({ document, files }),
  named,
]);
export type GivenPlaybook = z.infer<typeof playbook>;

const time = z.iso.datetime({ offset: true });

export const simulationBody = z.strictObject({
  playbook: playbook.describe('What to try: a draft or a published version.'),
  leadId: z
    .uuid()
    .optional()
    .describe('Of this lead alone, and at once: its timeline under the draft, in words.'),
  history: z
    .strictObject({
      since: time.optional().describe('Leads that came in at or after it.'),
      until: time
        .optional()
        .describe(
          'Leads that came in before it, and all up to it; else now. 400 days ahead at most.',
        ),
      leads: z.array(z.uuid()).min(1).max(1_000).optional().describe('Of these leads alone.'),
    })
    .default({}),
  baseline: playbook
    .optional()
    .describe('Another playbook over the same history; left out: what really happened.'),
  outcome: z
    .array(z.string().min(1).max(100))
    .min(1)
    .max(20)
    .optional()
    .describe(
      'Events that count as success; `feedback:won` is a word of sales. Left out: an order, or won.',
    ),
});

export type SimulationBody = z.infer<typeof simulationBody>;
