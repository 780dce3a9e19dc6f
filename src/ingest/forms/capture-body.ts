import { z } from 'zod';
import type { JsonObject } from '../../../engine/json.js';
import { isObject } from '../../http/check-body.js';
import { LIMITS } from '../limits.js';

const text = (most: number) => z.string().trim().min(1).max(most);
const id = z
  .union([z.string(), z.number()])
  .transform((value) => String(value).trim())
  .pipe(z.string().min(1).max(LIMITS.id));
const json = z.custom<JsonObject>(isObject, 'must be an object').meta({ type: 'object' });

/** What a hosted form posts for a ticked box. */
const TICKED = new Set(['true', 'on', '1', 'yes']);
const flag = z.union([
  z.boolean(),
  z.string().transform((value) => TICKED.has(value.trim().toLowerCase())),
]);

/** `POST /v1/leads`. Unknown members are let pass and not kept. */
export const captureBody = z.object({
  form: text(100).optional().describe('May be left out where the playbook has one form.'),
  messageId: z.string().min(1).max(LIMITS.messageId).optional(),
  anonymousId: id.optional(),
  userId: id.optional(),
  externalIds: z.record(z.string().regex(/^[A-Za-z][\w-]{0,39}$/), id).optional(),
  fields: json,
  consent: z
    .object({
      granted: flag,
      purpose: text(100).optional(),
      text: text(4_000).optional().describe('The words that were shown beside the box.'),
      channels: z.array(text(40)).max(20).optional(),
    })
    .optional(),
  source: z
    .object({
      channel: text(100).optional(),
      campaign: text(200).optional(),
      utm: z.record(z.string(), z.string().max(500)).optional(),
    })
    .optional(),
  intent: text(200).optional(),
  locale: text(35).optional(),
  timeZone: text(64).optional(),
  page: json.optional(),
  playbook: text(64).optional(),
  timestamp: z.string().optional().describe('RFC 3339; the time of arrival otherwise.'),
  sentAt: z.string().optional(),
  test: flag.optional().describe('A new lead of it is a test lead: outbox only.'),
});

export type CaptureBody = z.infer<typeof captureBody>;
