import { z } from 'zod';
import { condition, where } from './condition.js';
import { duration, eventName, localised, name, points } from './values.js';

const times = z
  .union([
    z.enum(['each', 'once', 'once-a-day']),
    z.strictObject({ once: z.string().min(1).max(100), per: z.literal('day').exactOptional() }),
    z.strictObject({ most: z.int().min(1).max(10_000) }),
  ])
  .meta({
    id: 'times',
    description:
      'How often a rule scores: each (default), once, once-a-day, { once: PROPERTY } per value, { once: PROPERTY, per: day } per value and day, { most: N }.',
  });
export type TimesDocument = z.infer<typeof times>;

const streak = z
  .strictObject({
    event: eventName,
    where: where.exactOptional(),
    brokenBy: z
      .array(
        z.union([eventName, z.strictObject({ event: eventName, where: where.exactOptional() })]),
      )
      .min(1)
      .max(50),
    reaches: z.int().min(2).max(1_000),
  })
  .meta({
    id: 'streak',
    description: 'An event so many times in a row, without one of `brokenBy` in between.',
  });
export type StreakDocument = z.infer<typeof streak>;

export const rule = z
  .strictObject({
    id: name,
    dimension: name,
    event: eventName.exactOptional(),
    where: where.exactOptional(),
    when: condition.exactOptional(),
    streak: streak.exactOptional(),
    points,
    times: times.exactOptional(),
    expires: duration
      .exactOptional()
      .describe('The points fall away so long after what scored them happened.'),
    decay: duration.exactOptional().describe('Half-life: the points are halved in this time.'),
  })
  .meta({
    id: 'rule',
    description:
      'By event (with `where`), by `streak`, or by `when`: holds while true and is taken back.',
  });

const dimension = z
  .strictObject({
    title: localised.exactOptional(),
    max: z.number().exactOptional(),
    min: z.number().exactOptional(),
  })
  .meta({ description: 'What its points may add to the total at most, and at least.' });

export const scoring = z.strictObject({
  total: z.strictObject({ floor: z.union([z.number(), z.literal('none')]) }).exactOptional(),
  dimensions: z.record(name, dimension).exactOptional(),
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
