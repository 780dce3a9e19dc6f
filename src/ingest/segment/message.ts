import { z } from 'zod';
import type { JsonObject } from '../../../engine/json.js';
import { isObject } from '../../http/check-body.js';
import { isId, LIMITS } from '../limits.js';

export const CALLS = ['track', 'identify', 'page', 'screen', 'group', 'alias'] as const;
export type Call = (typeof CALLS)[number];

/** An id as clients send it; `idText` makes one text of it. */
const id = z
  .custom<string | number>(isId, `must be a text of ${LIMITS.id} characters at most`)
  .meta({ type: 'string' });
const optionalId = id.nullish();
const json = z.custom<JsonObject>(isObject, 'must be an object').meta({ type: 'object' });
const time = z.string().max(64).nullish();
const name = z.string().max(LIMITS.eventName).nullish();

const consent = z.object({
  channel: z.string().min(1).max(40),
  purpose: z.string().min(1).max(100),
  granted: z.boolean(),
  wording: z.string().max(4_000).optional(),
});

/**
 * A message of the Segment HTTP specification. Unknown members are let pass. `externalIds`, `playbook` and `test` are
 * ours; `consent` too, for admin keys only, which import.
 */
export const message = z.object({
  type: z.enum(CALLS),
  messageId: z.string().min(1).max(LIMITS.messageId).nullish(),
  userId: optionalId,
  anonymousId: optionalId,
  previousId: optionalId,
  groupId: optionalId,
  event: z.string().trim().min(1).max(LIMITS.eventName).nullish(),
  name,
  category: name,
  properties: json.nullish(),
  traits: json.nullish(),
  timestamp: time,
  originalTimestamp: time,
  sentAt: time,
  context: json.nullish(),
  externalIds: z.record(z.string().regex(/^[A-Za-z][\w-]{0,39}$/), id).nullish(),
  playbook: z.string().min(1).max(64).nullish(),
  test: z.boolean().nullish(),
  consent: z.array(consent).max(20).nullish(),
});

export type Message = z.infer<typeof message>;

/** `POST /v1/batch`: every message on its own, under a common envelope. */
export const batch = z.object({
  batch: z.array(z.unknown()),
  sentAt: time,
  context: json.nullish(),
  integrations: z.unknown().optional(),
});
