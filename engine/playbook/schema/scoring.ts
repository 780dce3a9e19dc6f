import { z } from 'zod';
import { condition, where } from './condition.js';
import { eventName, localised, name, points } from './values.js';

const times = z
  .union([
    z.enum(['each', 'once', 'once-a-day']),
    z.strictObject({ once: z.string().min(1).max(100) }),
    z.strictObject({ most: z.int().min(1).max(10_000) }),
  ])
  .meta({
    id: 'times',
    description:
      'How often a rule scores: each (default), once, once-a-day, { once: PROPERTY } per value, { most: N }.',
  });
export type TimesDocument = z.infer<typeof times>;

export const rule = z
  .strictObject({
    id: name,
    dimension: name,
    event: eventName.exactOptional(),
    where: where.exactOptional(),
    when: condition.exactOptional(),
    points,
    times: times.exactOptional(),
  })
  .meta({
    id: 'rule',
    description: 'By event (with `where`), or by `when`: holds while true and is taken back.',
  });

export const scoring = z.strictObject({
  total: z.strictObject({ floor: z.union([z.number(), z.literal('none')]) }).exactOptional(),
  dimensions: z.record(name, z.strictObject({ title: localised.exactOptional() })).exactOptional(),
  rules: z.array(rule).max(1_000),
});

export const tier = z.strictObject({
  id: name,
  from: z.number(),
  title: localised.exactOptional(),
});

export const marks = z.record(name, z.strictObject({ scoreReached: z.number() }));

export const stage = z.strictObject({
  title: localised.exactOptional(),
  when: z.union([z.literal('captured'), condition]),
});
