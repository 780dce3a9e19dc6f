import { z } from 'zod';
import { condition } from './condition.js';
import { whenCapped } from './journey.js';
import { category, channel, duration, name } from './values.js';

const interval = z
  .string()
  .regex(
    /^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/,
    'open hours look like 09:00-18:00; 22:00-06:00 runs into the next day',
  );
const localDate = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'a date looks like 2026-10-01');

/** `include` names calendars to be looked up; what was found stands in `from`, `closed` and `open`. */
const holidays = z
  .strictObject({
    include: z.union([name, z.array(name).min(1)]).exactOptional(),
    from: z.array(name).exactOptional(),
    closed: z.array(localDate).max(2_000).exactOptional(),
    open: z.array(localDate).max(2_000).exactOptional(),
  })
  .meta({
    description:
      'Closed days, and weekend days that are worked; include: a published calendar, e.g. cn-2026.',
  });

const days = z
  .string()
  .regex(
    /^(mon|tue|wed|thu|fri|sat|sun)(-(mon|tue|wed|thu|fri|sat|sun))?$/,
    'a day or days: mon, mon-fri',
  );

export const calendar = z
  .union([
    z.strictObject({ always: z.literal(true) }),
    z.strictObject({
      timeZone: z.string().exactOptional(),
      week: z.record(days, z.array(interval).max(10)),
      holidays: holidays.exactOptional(),
      spread: duration.exactOptional(),
    }),
  ])
  .meta({ id: 'calendar' });

const cap = z.strictObject({
  id: name,
  channel,
  category,
  max: z.int().min(0).max(10_000),
  per: duration,
  whenCapped: whenCapped.exactOptional(),
  while: condition.exactOptional(),
});

const byCategory = <T extends z.ZodType>(value: T) =>
  z.strictObject({ marketing: value.exactOptional(), operational: value.exactOptional() });

export const policies = z.strictObject({
  consent: byCategory(z.enum(['required', 'notNeeded'])).exactOptional(),
  window: byCategory(name).exactOptional(),
  caps: z.array(cap).max(50).exactOptional(),
  spacing: byCategory(duration).exactOptional(),
  expires: z
    .strictObject({ default: duration, counts: z.enum(['openTime', 'wall']).exactOptional() })
    .exactOptional(),
  freshness: duration.exactOptional(),
});

export const derivedEvent = z.strictObject({
  of: z.strictObject({ category, channel }),
  when: z.strictObject({ noHumanOpenOrClick: duration, after: z.enum(['sent', 'delivered']) }),
  unlessUnknown: z.literal('machineOpen').exactOptional(),
});

export const pool = z.strictObject({
  pieces: z.array(name).min(1).max(500),
  whenExhausted: z.literal('rest').exactOptional(),
});
