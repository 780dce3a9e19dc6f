import { z } from 'zod';
import { channel, eventName, localised, name, scalar, text } from './values.js';

/** What is known of a lead and what can happen to it: forms, attributes, lists, events, links. */

export const form = z
  .strictObject({
    required: z.array(name).exactOptional(),
    optional: z.array(name).exactOptional(),
    consent: z
      .strictObject({
        required: z.boolean(),
        purpose: name,
        channels: z.array(channel).min(1),
        text: localised,
      })
      .exactOptional(),
    tags: z.array(text).exactOptional(),
  })
  .meta({ id: 'form' });

const derive = z.strictObject({
  from: name,
  rows: z.array(z.strictObject({ match: z.array(text).min(1), is: scalar })).min(1),
  else: scalar.exactOptional(),
});

export const attribute = z
  .strictObject({
    type: z.enum([
      'string',
      'integer',
      'number',
      'boolean',
      'phone',
      'email',
      'enum',
      'range',
      'date',
    ]),
    personal: z.boolean().exactOptional(),
    identity: z.boolean().exactOptional(),
    values: z.array(z.string().min(1)).min(1).exactOptional(),
    synonyms: z.record(z.string().min(1), z.array(z.string().min(1)).min(1)).exactOptional(),
    else: z.string().min(1).exactOptional(),
    derive: derive.exactOptional(),
    remember: z.strictObject({ event: eventName, property: text }).exactOptional(),
  })
  .meta({ id: 'attribute' });

export const lists = z.record(name, z.array(scalar).max(500));

const propertyType = z
  .string()
  .regex(
    /^(string|integer|number|boolean|money|date|array|object)\??$/,
    'a type is string, integer, number, boolean, money, date, array or object, with ? if it may be missing',
  );
export const events = z.record(eventName, z.record(z.string().min(1).max(100), propertyType));

export const link = z.strictObject({
  emits: z
    .strictObject({ event: eventName, properties: z.record(z.string(), scalar).exactOptional() })
    .exactOptional(),
});
