import type { Category } from '../command.js';
import type { Json, JsonObject } from '../json.js';
import type { Anchor } from '../lead-state.js';
import type { Condition, EventPattern } from './condition.js';

/**
 * A playbook compiled for `decide`: names resolved, durations in milliseconds, conditions as data, look-ups by event.
 * Immutable; made from the document (YAML, zod schema in `document.ts`) by `compile.ts`. Plain data, no functions,
 * apart from Maps.
 */
export interface Playbook {
  name: string;
  version: number;
  /** SHA-256 of the canonical document. */
  hash: string;
  timeZone: string;
  /** Of amounts; three capital letters. */
  currency: string;
  locale: { default: string; fallback: string };
  forms: { [form: string]: Form };
  attributes: { [name: string]: Attribute };
  /** Known events -> property types, for the did-you-mean of `tail` and the lint. */
  events: { [event: string]: { [property: string]: string } };
  links: { [link: string]: { emits?: { event: string; properties: JsonObject } } };
  scoring: Scoring;
  /** Highest first; the last one starts at the bottom. */
  tiers: Tier[];
  marks: { [mark: string]: number };
  /** In the order of progress; `stageRank` is the index. */
  stages: Stage[];
  calendars: { [name: string]: Calendar };
  policies: Policies;
  derived: DerivedEvent[];
  pools: { [pool: string]: { pieces: string[] } };
  /** Highest priority first, then by declaration. */
  journeys: Journey[];
  counters: { [counter: string]: Counter };
  sales: Sales;
  coupons: { [coupon: string]: Coupon };
  benefits: { [benefit: string]: Benefit };
  /** The names of events that may ring: see `relevance.ts`. */
  ringing: string[];
}

export interface Form {
  required: string[];
  optional: string[];
  consent: {
    required: boolean;
    purpose: string;
    channels: string[];
    text: { [locale: string]: string };
  };
  /** Liquid-free templates: `source:{{ source.channel }}`, `intent:{{ intent | default: unknown }}`. */
  tags: string[];
}

export interface Attribute {
  type: 'string' | 'integer' | 'number' | 'boolean' | 'phone' | 'email' | 'enum' | 'range' | 'date';
  personal: boolean;
  identity: boolean;
  values?: string[];
  synonyms?: { [value: string]: string[] };
  else?: string;
  /** First row whose text occurs in the source attribute wins. */
  derive?: { from: string; rows: { match: string[]; is: string }[]; else?: string };
  /** Holds the last value of an event's property. */
  remember?: { event: string; property: string };
}

export interface Scoring {
  /** `null`: the total may go below zero. */
  floor: number | null;
  dimensions: string[];
  /** What a dimension may add to the total, where the playbook bounds it. */
  bounds?: { [dimension: string]: { min?: number; max?: number } };
  rules: ScoringRule[];
  /** Indexes of the rules an event may score by, or whose streak it goes on with or breaks. */
  byEvent: { [event: string]: number[] };
  /** Indexes of rules with `when`. */
  byAttribute: number[];
}

export interface ScoringRule {
  id: string;
  dimension: string;
  points: number;
  /** Exactly one of `on` and `when`. */
  on?: EventPattern;
  when?: Condition;
  /** `on` so many times in a row, without one of `brokenBy` in between. */
  streak?: { reaches: number; brokenBy: EventPattern[] };
  /** The points fall away so long after the event, ms. Never together with `decay`. */
  expires?: number;
  /** Half-life of the points, ms. */
  decay?: number;
  times:
    | { limit: 'each' }
    | { limit: 'once' }
    | { limit: 'most'; n: number }
    /** `daily`: each value once a day. */
    | { limit: 'once-per'; property: string; daily?: true }
    | { limit: 'once-per-day' };
}

/** An event that time makes of a message: nothing human was heard of it for so long. */
export interface DerivedEvent {
  event: string;
  of: { category: Category; channel: string };
  after: 'sent' | 'delivered';
  /** How long nobody may have opened or clicked it, ms. */
  silent: number;
  /** A machine's opening makes it unknown whether anybody saw the message: no event then. */
  unknownByMachine: boolean;
}

export interface Tier {
  id: string;
  from: number;
  title: { [locale: string]: string };
}
export interface Stage {
  id: string;
  title?: { [locale: string]: string };
  when: Condition | 'captured';
}

export interface Calendar {
  name: string;
  always: boolean;
  /** IANA name, or `lead`: the lead's own zone, else the playbook's. */
  timeZone: string;
  /** Weekday 1 (Monday) to 7 -> open intervals in minutes of the day, start in, end out; an end not after its start is on the next day. */
  week: { [weekday: number]: [number, number][] };
  /** Local dates `2026-10-01`. */
  closed: string[];
  /** Local dates that are open like a Monday although they fall on a weekend. */
  open: string[];
  /** Held messages are spread over this after the opening, ms. */
  spread: number;
}

export interface Policies {
  consent: { [category in Category]: 'required' | 'notNeeded' };
  window: { [category in Category]: string };
  caps: Cap[];
  /** Least distance of two messages released to one lead, ms, by category. */
  spacing: { [category in Category]: number };
  expires: Lifetime;
  /** Older events are history and no news, ms. */
  freshness: number;
}

export interface Cap {
  id: string;
  channel: string;
  category: Category;
  max: number;
  per: number;
  whenCapped: WhenCapped;
  while?: Condition;
}

export type WhenCapped = { then: 'skip' } | { then: 'delay'; atMost: number };

/** `open`: minutes count only while the send's window is open, and days are working days. */
export interface Lifetime {
  length: number;
  unit: 'ms' | 'workdays';
  counts: 'wall' | 'open';
}

export interface Journey {
  id: string;
  title?: { [locale: string]: string };
  priority: number;
  group?: string;
  enter: Trigger[];
  where?: Condition;
  /** Property of the entry event that tells enrolments apart. */
  key?: string;
  reentry: { may: 'never' } | { may: 'after-exit'; atLeast: number } | { may: 'restart' };
  goal?: Condition;
  exit?: Condition;
  maxAge?: number;
  deadline?: number;
  steps: Step[];
}

export type Trigger =
  | { on: 'event'; pattern: EventPattern }
  | { on: 'tierEntered'; tier: string }
  | { on: 'scoreReached'; score: number }
  | { on: 'mark'; mark: string }
  | { on: 'tag'; tag: string }
  | { on: 'becomesTrue'; condition: Condition }
  /** The lead has done nothing for so long, ms. */
  | { on: 'inactive'; ms: number }
  | { on: 'manual' };

/** Index of the step to go to, or `end`. A send's `failed` that equals its `sent` moves nothing when the failure comes late. */
export type Edge = number | 'end';

export type Step =
  | { id: string; do: 'send'; send: Send; edges: { sent: Edge; skipped: Edge; failed: Edge } }
  /** `from`: counts from that moment, which may move, and not from the wait's beginning. */
  | { id: string; do: 'wait'; ms: number; from?: Anchor; next: Edge }
  | { id: string; do: 'until'; until: LocalMoment; next: Edge }
  | {
      id: string;
      do: 'await';
      for: { condition: Condition; edge: Edge }[];
      timeout?: number;
      onTimeout: Edge;
    }
  | { id: string; do: 'branch'; cases: { when: Condition; to: Edge }[]; otherwise: Edge }
  /** `holdout`: the share (0 to 1) of leads whose marketing messages are made and withheld from here on. */
  | { id: string; do: 'split'; ways: { weight: number; to: Edge }[]; holdout?: number }
  | { id: string; do: 'enrol'; journey: string; next: Edge }
  | {
      id: string;
      do: 'assign';
      queue: string;
      reason: string;
      ifOpen: 'keep' | 'new';
      strategy?: string;
      sla?: TicketSla;
      next: Edge;
    }
  | { id: string; do: 'notify'; to: string; channels: string[]; template: string; next: Edge }
  | {
      id: string;
      do: 'webhook';
      endpoint: string;
      body: JsonObject;
      /** Of wall-clock time, ms. */
      expires: number;
      edges: { sent: Edge; failed: Edge };
    }
  | { id: string; do: 'tag'; add: string[]; remove: string[]; next: Edge }
  | { id: string; do: 'set'; attribute: string; value: Json; next: Edge }
  | { id: string; do: 'score'; points: number; dimension: string; next: Edge }
  | { id: string; do: 'promote'; tier: string; untilFeedback: string[]; atMost: number; next: Edge }
  | {
      id: string;
      do: 'grant';
      benefit: string;
      /** Property of the event last heard, or of the entry event, for whose value it is given once. */
      key?: string;
      edges: { granted: Edge; refused: Edge };
    }
  | { id: string; do: 'exit'; reason?: string };

export type StepOf<Kind extends Step['do']> = Extract<Step, { do: Kind }>;

/** The next moment at which clocks show a time on one of some days. */
export interface LocalMoment {
  /** Weekdays, 1 is Monday; none: any day. */
  days: number[];
  /** Minutes since midnight. */
  minute: number;
  /** IANA name, or `lead`: the lead's own zone. That of the calendar goes before it. */
  timeZone: string;
  /** Only days on which this calendar is open. */
  calendar?: string;
}

export interface Send {
  /** Exactly one of `template` and `pool`. */
  template?: string;
  pool?: string;
  channels: string[];
  category: Category;
  /** What the consent must be for, where that is not the category's own. */
  purpose?: string;
  window: string;
  whenCapped?: WhenCapped;
  expires: Lifetime;
  /** Ids of caps that do not hold it. */
  exempt: string[];
  /** A code of this coupon is drawn for each message. */
  coupon?: string;
}

/** Amounts are whole minor units of the playbook's currency. */
export interface Coupon {
  /** Codes come from this pool; absent: they are made, with this prefix. */
  pool?: string;
  prefix?: string;
  off: number;
  minOrder?: number;
  /** ms from the send. */
  valid: number;
}

export interface Benefit {
  title: { [locale: string]: string };
  /** How many there are in all; absent: as many as are asked for. */
  stock?: number;
}

export interface Counter {
  /** Made of what is counted: the same in every version that counts the same, and another where anything differs. */
  id: string;
  event: string;
  where: EventPattern['where'];
  within?: number;
  distinct?: { ms: number } | { property: string };
}

export interface Sales {
  queues: { [queue: string]: { strategy: 'round-robin' | 'sticky-then-least-open' | 'sticky' } };
  sla: { contact: Sla; feedback: Sla; reply?: Sla };
  feedback: string[];
}
/** Deadlines of one assignment; they replace the playbook's as a whole: one left out is none. */
export interface TicketSla {
  contact?: Sla;
  feedback?: Sla;
}
export interface Sla {
  within: Lifetime;
  calendar: string;
}
