import { z } from 'zod';
import { channel, duration, eventName, name, scalar } from './values.js';

/** Tests on one value; several of them must all hold. */
const tests = {
  eq: scalar.exactOptional(),
  ne: scalar.exactOptional(),
  gt: z.number().exactOptional(),
  gte: z.number().exactOptional(),
  lt: z.number().exactOptional(),
  lte: z.number().exactOptional(),
  in: z.union([z.array(scalar).min(1).max(500), z.strictObject({ list: name })]).exactOptional(),
  notIn: z.union([z.array(scalar).min(1).max(500), z.strictObject({ list: name })]).exactOptional(),
  exists: z.boolean().exactOptional(),
};
export const TESTS = Object.keys(tests) as (keyof typeof tests)[];

export const testsSchema = z.strictObject(tests).meta({
  id: 'tests',
  description: 'eq, ne, gt, gte, lt, lte, in, notIn, exists; all must hold.',
});
export type TestsDocument = z.infer<typeof testsSchema>;

/** Tests on an event's properties. A bare value means equal; `'{{ entry.x }}'` is the entry event's property. */
export const where = z
  .record(z.string().min(1).max(100), z.union([scalar, testsSchema]))
  .meta({ id: 'where', description: 'Property: value, or property: { gte: 60 }. All must hold.' });
export type WhereDocument = z.infer<typeof where>;

const names = z.union([name, z.array(name).min(1)]);
const ranked = z.union([
  names,
  z.strictObject({ in: z.array(name).min(1) }),
  z.strictObject({ notIn: z.array(name).min(1) }),
  z.strictObject({ atLeast: name }),
  z.strictObject({ before: name }),
]);
export type RankedDocument = z.infer<typeof ranked>;

export const engagement = z
  .union([
    z.literal('any'),
    z.strictObject({
      template: name.exactOptional(),
      step: name.exactOptional(),
      link: name.exactOptional(),
    }),
  ])
  .meta({
    id: 'engagement',
    description: 'any, or of which message: template, step of this journey, link.',
  });
export type EngagementDocument = z.infer<typeof engagement>;

const count = z.strictObject({
  event: eventName,
  where: where.exactOptional(),
  within: duration.exactOptional(),
  distinct: z.string().min(1).max(100).exactOptional(),
});
export type CountDocument = z.infer<typeof count>;

/** Numbers of orders, and the age of the newest that was not refunded in full; all must hold. */
const orders = z
  .strictObject({
    placed: testsSchema.exactOptional(),
    kept: testsSchema.exactOptional(),
    refunded: testsSchema.exactOptional(),
    total: testsSchema.exactOptional(),
    lastKept: z
      .strictObject({ within: duration.exactOptional(), olderThan: duration.exactOptional() })
      .exactOptional(),
  })
  .meta({
    id: 'orders',
    description:
      "Tests on placed, kept, refunded, total (in the playbook's currency), and lastKept: { within: 90d }.",
  });
export type OrdersDocument = z.infer<typeof orders>;

const orderStanding = z.enum(['kept', 'refunded', 'unknown']);

/** The word that says what a condition is about; a condition has exactly one of them. */
export const CONDITION_HEADS = [
  'all',
  'any',
  'not',
  'attr',
  'tag',
  'tier',
  'tierBefore',
  'stage',
  'score',
  'consent',
  'reach',
  'enrolled',
  'ticket',
  'feedback',
  'event',
  'clicked',
  'opened',
  'replied',
  'count',
  'orders',
  'order',
  'streak',
] as const;
export type ConditionHead = (typeof CONDITION_HEADS)[number];

const leaves = z.strictObject({
  attr: name.exactOptional(),
  tag: z.string().min(1).max(100).exactOptional(),
  tier: ranked.exactOptional(),
  tierBefore: ranked.exactOptional(),
  stage: ranked.exactOptional(),
  score: testsSchema.exactOptional(),
  consent: z
    .strictObject({
      channel,
      purpose: name.exactOptional(),
      is: z.enum(['given', 'withdrawn', 'none']),
    })
    .exactOptional(),
  reach: z.strictObject({ channel, is: z.enum(['ok', 'none', 'suppressed']) }).exactOptional(),
  enrolled: z
    .union([name, z.strictObject({ journey: name }), z.strictObject({ group: name })])
    .exactOptional(),
  ticket: z
    .union([
      z.enum(['open', 'none', 'contacted']),
      z.strictObject({ is: z.enum(['open', 'none', 'contacted']), queue: name }),
    ])
    .exactOptional(),
  feedback: names.exactOptional(),
  event: z.union([eventName, where]).exactOptional(),
  where: where.exactOptional(),
  clicked: engagement.exactOptional(),
  opened: engagement.exactOptional(),
  replied: engagement.exactOptional(),
  count: count.exactOptional(),
  orders: orders.exactOptional(),
  order: z.union([orderStanding, z.array(orderStanding).min(1)]).exactOptional(),
  streak: name.exactOptional(),
  ...tests,
});

/** A condition is an object with one head (`tier`, `event`, `all`, ...) and what belongs to that head. */
export interface ConditionDocument extends z.infer<typeof leaves> {
  all?: ConditionDocument[];
  any?: ConditionDocument[];
  not?: ConditionDocument;
}

export const condition: z.ZodType<ConditionDocument> = leaves.extend({
  get all() {
    return z.array(condition).min(1).exactOptional();
  },
  get any() {
    return z.array(condition).min(1).exactOptional();
  },
  get not() {
    return condition.exactOptional();
  },
});
z.globalRegistry.add(condition, {
  id: 'condition',
  description:
    'One of: all, any, not, attr + test, tag, tier, stage, score, consent, event, clicked, count + test ...',
});

/** Which heads may stand with `where`, and which with tests beside them. */
export const COMPANIONS: { [head in ConditionHead]?: readonly string[] } = {
  event: ['where'],
  attr: TESTS,
  count: TESTS,
};
