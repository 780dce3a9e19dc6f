import { z } from 'zod';
import { DURATION } from '../duration.js';

/** The small values that all sections are made of. */

export const name = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9_-]{0,63}$/,
    'a name starts with a letter and holds letters, digits, - and _',
  )
  .meta({ id: 'name', description: 'Starts with a letter; letters, digits, - and _.' });

export const eventName = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9_.: -]{0,99}$/,
    "an event's name starts with a letter, at most 100 characters",
  )
  .meta({
    id: 'eventName',
    description: 'An event of `events`, or one the system makes, e.g. message.replied.',
  });

export const duration = z
  .string()
  .regex(DURATION, 'a duration is a whole number and s, m, h or d, e.g. 30m, 1h, 3d')
  .meta({ id: 'duration', description: 'A whole number and s, m, h or d: 30m, 1h, 3d.' });

export const text = z.string().min(1).max(2_000);

export const localised = z
  .union([text, z.record(z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/), text)])
  .meta({
    id: 'localised',
    description: 'One text, or one per locale: { zh-CN: 高意向, en: High }.',
  });

export const scalar = z.union([z.string().max(500), z.number(), z.boolean()]);

export const channel = z
  .enum(['email', 'sms', 'wecom', 'onsite', 'desk', 'wecom-app'])
  .meta({ id: 'channel', description: 'How something reaches a person.' });

export const category = z.enum(['marketing', 'operational']).meta({
  id: 'category',
  description: 'Decides consent and caps: operational mail needs no consent and counts for no cap.',
});

export const weekday = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']);
/** In their order: Monday is the first. */
export const DAYS: readonly string[] = weekday.options;

export const points = z.number().min(-1_000_000).max(1_000_000);

export const percentOrNumber = z.union([
  z.number(),
  z.string().regex(/^-?\d+(\.\d+)?%$/, 'a number or a percentage, e.g. 10%'),
]);
