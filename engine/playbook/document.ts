import { z } from 'zod';
import { attribute, events, form, link, lists } from './schema/facts.js';
import { journey, type JourneyDocument } from './schema/journey.js';
import { calendar, derivedEvent, policies, pool } from './schema/policies.js';
import { benefit, coupon, sales, target } from './schema/sales.js';
import { marks, scoring, stage, tier } from './schema/scoring.js';
import { eventName, localised, name } from './schema/values.js';

/** Of a playbook that names no currency. */
export const CURRENCY = 'CNY';

/**
 * The playbook as a person writes it, in YAML or over the API: everything a marketer may change. Strict: an unknown key
 * is refused. What names mean, and whether they exist, is the lint's part.
 */
export const playbookSchema = z
  .strictObject({
    schema: z.literal(1).describe('Version of this language.'),
    playbook: name.describe("The playbook's name."),
    title: localised.exactOptional(),
    lock: z
      .literal('git')
      .exactOptional()
      .describe('git: the API edits and publishes nothing of it; `leadloom playbook apply` does.'),
    timeZone: z.string().min(1).max(64).describe('IANA name, e.g. Asia/Shanghai.'),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'a currency is three capital letters')
      .exactOptional(),
    locale: z.strictObject({ default: z.string(), fallback: z.string() }).exactOptional(),
    forms: z.record(name, form).exactOptional(),
    attributes: z.record(name, attribute).exactOptional(),
    lists: lists.exactOptional(),
    events: events.exactOptional(),
    links: z.record(name, link).exactOptional(),
    scoring: scoring.exactOptional(),
    tiers: z.array(tier).min(1).max(50).describe('Lower bounds only: no gaps, no overlaps.'),
    marks: marks.exactOptional(),
    stages: z.record(name, stage).exactOptional().describe('In the order of progress.'),
    calendars: z.record(name, calendar).exactOptional(),
    policies: policies.exactOptional(),
    derivedEvents: z.record(eventName, derivedEvent).exactOptional(),
    pools: z.record(name, pool).exactOptional(),
    journeys: z.record(name, journey).exactOptional(),
    coupons: z.record(name, coupon).exactOptional(),
    benefits: z.record(name, benefit).exactOptional(),
    sales: sales.exactOptional(),
    targets: z.array(target).max(200).exactOptional(),
  })
  .meta({
    title: 'Leadloom playbook',
    description: 'One immutable, versioned document: see docs/playbook.md.',
  });

export type AuthoredPlaybook = z.infer<typeof playbookSchema>;
export type CalendarDocument = z.infer<typeof calendar>;
export type AttributeDocument = z.infer<typeof attribute>;
export type RuleDocument = z.infer<typeof scoring>['rules'][number];
export type StageDocument = z.infer<typeof stage>;
export type PoliciesDocument = z.infer<typeof policies>;

/**
 * The playbook as it is kept: what was written, with published holidays looked up once, so that a version never changes
 * under a lead, and with stages and journeys as lists, so that their order survives a store that sorts keys (`jsonb`).
 */
export type Document = Omit<AuthoredPlaybook, 'stages' | 'journeys'> & {
  stages: ({ id: string } & StageDocument)[];
  journeys: ({ id: string } & JourneyDocument)[];
};
