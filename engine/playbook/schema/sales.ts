import { z } from 'zod';
import { sla } from './journey.js';
import { duration, localised, name, percentOrNumber } from './values.js';

export const sales = z.strictObject({
  queues: z.record(
    name,
    z.strictObject({
      strategy: z.enum(['round-robin', 'sticky-then-least-open', 'sticky']),
      absence: z.enum(['skip']).exactOptional(),
      overflow: z.enum(['alert']).exactOptional(),
    }),
  ),
  sla: z
    .strictObject({
      contact: sla.exactOptional(),
      feedback: sla.exactOptional(),
      reply: sla.exactOptional(),
    })
    .exactOptional(),
  feedback: z.array(name).min(1).exactOptional(),
});

/** Amounts as people write them: 500.00 of the playbook's currency. */
export const coupon = z
  .strictObject({
    title: localised.exactOptional(),
    pool: name.exactOptional(),
    generate: z
      .strictObject({
        prefix: z.string().regex(/^[A-Z0-9]{0,8}$/, 'a prefix is at most 8 capitals and digits'),
      })
      .exactOptional(),
    minOrder: z.number().min(0).exactOptional(),
    off: z.number().min(0),
    valid: duration,
  })
  .meta({
    id: 'coupon',
    description: 'Codes come from a `pool` that is loaded over the API, or are made: `generate`.',
  });
export type CouponDocument = z.infer<typeof coupon>;

export const benefit = z.strictObject({
  title: localised,
  stock: z.union([z.literal('unlimited'), z.int().min(0)]),
});

export const target = z.strictObject({
  metric: name,
  baseline: percentOrNumber.exactOptional(),
  target: percentOrNumber.exactOptional(),
  threshold: percentOrNumber.exactOptional(),
  breach: z.strictObject({ months: z.int().min(1), then: name }).exactOptional(),
  dormant: z.strictObject({ noActivity: duration }).exactOptional(),
});
