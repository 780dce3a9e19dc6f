import { z } from 'zod';
import { condition, engagement } from './condition.js';
import {
  category,
  channel,
  duration,
  eventName,
  localised,
  name,
  points,
  scalar,
  text,
  weekday,
} from './values.js';

export const whenCapped = z
  .union([z.enum(['skip', 'delay']), z.strictObject({ delay: duration })])
  .meta({
    id: 'whenCapped',
    description: 'skip (recorded), or { delay: 7d }: wait at most so long for room.',
  });
export type WhenCappedDocument = z.infer<typeof whenCapped>;

const send = z.strictObject({
  template: name.exactOptional(),
  pool: name.exactOptional(),
  channel: z.union([channel, z.array(channel).min(1)]),
  category,
  purpose: name.exactOptional(),
  window: name.exactOptional(),
  whenCapped: whenCapped.exactOptional(),
  expires: duration.exactOptional(),
  exempt: z.array(name).exactOptional(),
  coupon: name.exactOptional(),
});
export type SendDocument = z.infer<typeof send>;

const target = z
  .union([name, z.literal('end')])
  .meta({ id: 'target', description: 'A step of this journey, or end.' });

/** The next time that clocks show this, in the lead's own zone unless another or a calendar is named. */
const moment = z.strictObject({
  day: z.union([weekday, z.array(weekday).min(1)]).exactOptional(),
  at: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day looks like 09:00'),
  calendar: name.exactOptional(),
  timeZone: z.string().min(1).max(64).exactOptional(),
});
export type MomentDocument = z.infer<typeof moment>;

const wait = z.union([
  duration,
  z.strictObject({ until: moment }),
  z.strictObject({ time: duration, since: z.enum(['lastKeptOrder']) }).meta({
    description: 'Counts from a moment that moves: { time: 90d, since: lastKeptOrder }.',
  }),
  z.strictObject({
    for: z.union([condition, z.array(z.strictObject({ when: condition, then: target })).min(1)]),
    timeout: duration.exactOptional(),
  }),
]);
export type WaitDocument = z.infer<typeof wait>;

export const sla = z.strictObject({
  within: duration,
  clock: z.enum(['working', 'workdays', 'wall']),
  calendar: name.exactOptional(),
  remind: duration.exactOptional(),
  escalate: name.exactOptional(),
  reassignAfter: z.int().min(1).exactOptional(),
});
export type SlaDocument = z.infer<typeof sla>;

const assign = z.strictObject({
  queue: name,
  reason: text,
  ifOpen: z.enum(['keep', 'new']).exactOptional(),
  strategy: z.enum(['round-robin', 'sticky-then-least-open', 'sticky']).exactOptional(),
  sla: z
    .union([name, z.strictObject({ contact: sla.exactOptional(), feedback: sla.exactOptional() })])
    .exactOptional(),
});
export type AssignDocument = z.infer<typeof assign>;

const tag = z.union([
  z.string().min(1).max(100),
  z.strictObject({ add: z.array(text).exactOptional(), remove: z.array(text).exactOptional() }),
]);

const body = z
  .record(z.string().min(1).max(100), z.json())
  .refine((value) => JSON.stringify(value).length <= 8_192, 'a body has 8,192 characters at most')
  .meta({
    id: 'body',
    description: 'JSON; {{ lead.x }} and {{ entry.x }} are filled in at the call.',
  });

/** What a step does; a step has exactly one of them. */
export const STEP_KINDS = [
  'send',
  'wait',
  'branch',
  'split',
  'enrol',
  'assign',
  'notify',
  'webhook',
  'tag',
  'set',
  'score',
  'promote',
  'grant',
  'exit',
] as const;
export type StepKind = (typeof STEP_KINDS)[number];

export const EDGES: { [kind in StepKind]?: readonly string[] } = {
  send: ['sent', 'skipped', 'failed'],
  webhook: ['sent', 'failed'],
  wait: ['happened', 'timeout'],
  grant: ['granted', 'refused'],
};

const edges = z
  .strictObject({
    sent: target.exactOptional(),
    skipped: target.exactOptional(),
    failed: target.exactOptional(),
    happened: target.exactOptional(),
    timeout: target.exactOptional(),
    granted: target.exactOptional(),
    refused: target.exactOptional(),
  })
  .meta({
    description:
      'The exceptions: where to go if not to the next step. send: sent, skipped, failed. webhook: sent, failed. wait: happened, timeout. grant: granted, refused (which ends the journey).',
  });

export const step = z
  .strictObject({
    id: name,
    send: send.exactOptional(),
    wait: wait.exactOptional(),
    branch: z
      .array(z.strictObject({ when: condition, then: target }))
      .min(1)
      .exactOptional(),
    else: target.exactOptional(),
    split: z
      .array(z.strictObject({ weight: z.int().min(1).max(1_000_000), then: target }))
      .min(1)
      .max(20)
      .exactOptional(),
    holdout: z
      .string()
      .regex(/^\d{1,2}(\.\d{1,3})?%$/, 'a share below 100%, e.g. 10%')
      .exactOptional(),
    enrol: name.exactOptional(),
    assign: assign.exactOptional(),
    notify: z
      .strictObject({ to: name, channels: z.array(channel).min(1), template: name })
      .exactOptional(),
    webhook: z
      .strictObject({ endpoint: name, body, expires: duration.exactOptional() })
      .exactOptional(),
    tag: tag.exactOptional(),
    set: z.strictObject({ attr: name, value: scalar.nullable() }).exactOptional(),
    score: z.strictObject({ points, dimension: name }).exactOptional(),
    promote: z
      .strictObject({
        tier: name,
        until: z.strictObject({ feedback: z.array(name).min(1) }),
        atMost: duration,
      })
      .exactOptional(),
    grant: z
      .strictObject({ benefit: name, key: z.string().min(1).max(100).exactOptional() })
      .exactOptional(),
    exit: z.union([z.literal(true), name]).exactOptional(),
    then: target.exactOptional(),
    edges: edges.exactOptional(),
  })
  .meta({ id: 'step' });
export type StepDocument = z.infer<typeof step>;

/** What makes a lead enter; a trigger has exactly one of them. */
export const TRIGGER_HEADS = [
  'event',
  'tierEntered',
  'scoreReached',
  'mark',
  'tagged',
  'becomesTrue',
  'clicked',
  'opened',
  'replied',
  'inactive',
  'manual',
  'any',
] as const;

const one = {
  event: eventName.exactOptional(),
  tierEntered: name.exactOptional(),
  scoreReached: z.number().exactOptional(),
  mark: name.exactOptional(),
  tagged: z.string().min(1).max(80).exactOptional(),
  becomesTrue: condition.exactOptional(),
  clicked: engagement.exactOptional(),
  opened: engagement.exactOptional(),
  replied: engagement.exactOptional(),
  inactive: duration.exactOptional(),
  manual: z.literal(true).exactOptional(),
};
const trigger = z.strictObject(one).meta({ id: 'trigger' });
export type TriggerDocument = z.infer<typeof trigger>;

export const enter = z
  .strictObject({
    ...one,
    any: z.array(trigger).min(1).exactOptional(),
    where: condition.exactOptional(),
    key: z.string().min(1).max(100).exactOptional(),
  })
  .meta({
    id: 'enter',
    description:
      'One trigger, or any: [..]; `where` guards it; `key` runs one enrolment per value.',
  });
export type EnterDocument = z.infer<typeof enter>;

const reentry = z.union([
  z.enum(['never', 'restart']),
  z.strictObject({ after: z.literal('exit'), atLeast: duration }),
]);

export const journey = z
  .strictObject({
    title: localised.exactOptional(),
    priority: z.int().min(0).max(1_000).exactOptional(),
    group: name.exactOptional(),
    enter,
    reentry: reentry.exactOptional(),
    goal: condition.exactOptional(),
    exit: condition.exactOptional(),
    maxAge: duration.exactOptional(),
    deadline: duration.exactOptional(),
    steps: z.array(step).min(1).max(100),
  })
  .meta({ id: 'journey' });
export type JourneyDocument = z.infer<typeof journey>;
