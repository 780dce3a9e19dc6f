import { z } from 'zod';
import type { Control } from '../../engine/input.js';
import type { JsonObject } from '../../engine/json.js';
import { isObject } from '../http/check-body.js';

const json = z.custom<JsonObject>(isObject, 'must be an object');

export const patchBody = z.strictObject({
  attributes: json.default({}),
  locale: z.string().max(35).optional(),
  timeZone: z.string().max(64).optional(),
});

export const consentBody = z.strictObject({
  channels: z.array(z.string().min(1).max(40)).min(1).max(20),
  purpose: z.string().min(1).max(100).default('marketing'),
  granted: z.boolean(),
  by: z.enum(['lead', 'person']).default('person'),
  wording: z.string().max(4_000).optional(),
});

const journey = z.string().min(1).max(100);
const until = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

const triggers = z.array(z.string().min(1).max(200)).min(1).max(100).optional();

export const controlBody: z.ZodType<Control> = z.discriminatedUnion('do', [
  z
    .strictObject({
      do: z.literal('pause'),
      scope: z.enum(['marketing', 'all']),
      until: until.optional(),
    })
    .transform(({ until: end, ...rest }) => ({
      ...rest,
      ...(end === undefined ? {} : { until: end }),
    })),
  z.strictObject({ do: z.literal('resume') }),
  z
    .strictObject({ do: z.literal('enrol'), journey, properties: json.optional() })
    .transform(({ properties, ...rest }) => ({ ...rest, ...(properties ? { properties } : {}) })),
  z.strictObject({ do: z.literal('exit'), journey }),
  z.strictObject({ do: z.literal('recompute') }),
  z
    .strictObject({ do: z.enum(['confirm', 'dismiss']), triggers })
    .transform(({ triggers: some, ...rest }) => ({ ...rest, ...(some ? { triggers: some } : {}) })),
]);

const id = z.string().trim().min(1).max(255);

/** Exactly one of them. Personal data goes in the body, never in an address. */
export const lookupBody = z
  .strictObject({
    email: id.optional(),
    phone: id.optional(),
    userId: id.optional(),
    anonymousId: id.optional(),
    wecomId: id.optional(),
    externalId: z.strictObject({ type: id, id }).optional(),
  })
  .refine(
    (body) => Object.keys(body).length === 1,
    'give exactly one of email, phone, userId, anonymousId, wecomId, externalId',
  );

export type LookupBody = z.infer<typeof lookupBody>;
