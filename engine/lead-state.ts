import type { Reach } from './input.js';
import type { Json, JsonObject } from './json.js';

/**
 * Everything the engine knows of one lead: JSON, bounded (goal 8 KB), no name and no address. Only `decide` writes it.
 * Times are epoch milliseconds.
 */
export interface LeadState {
  v: 1;
  /** The lead's id: the seed of spread and split, and of nothing else. */
  lead: string;
  /** Version of the playbook the last decision was made with. */
  playbook: { name: string; version: number };
  /** Number of the last input consumed. */
  consumed: number;
  /** Next number of a message, ticket or notification reference. */
  nextRef: number;
  capturedAt?: number;
  /** Logical time of the last input or deadline decided; never goes back. */
  clock: number;
  lastInputAt: number;
  lastActivityAt?: number;
  stage: string;
  tier: string;
  tierBecause: string;
  /** A floor under the tier, put there by `promote`. */
  floor?: { tier: string; since: number; until: number; untilFeedback: string[]; because: string };
  /** The ledger folded by rule. The ledger itself is a table; `decide` returns its new entries. */
  score: { [rule: string]: RuleScore };
  /** When fading points will take the score under the next threshold. */
  fadesAt?: number;
  attributes: { [name: string]: Json };
  tags: string[];
  /** `channel:purpose` -> the last word on it. */
  consent: { [channelAndPurpose: string]: { granted: boolean; at: number; by: string } };
  reach: { [channel: string]: Reach };
  locale?: string;
  timeZone?: string;
  /** First-time marks that are used up: `score:10`, `tier:A`, ... They belong to the lead, across playbook versions. */
  marks: { [mark: string]: number };
  counters: { [counter: string]: Json };
  enrolments: Enrolment[];
  /** Last end of each journey (and key), for re-entry; of keys the newest. */
  finished: { [journey: string]: { at: number; outcome: string; times: number } };
  /** The keys before those, by journey, of journeys that are never entered again: see `past-keys.ts`. */
  pastKeys?: { [journey: string]: string };
  /** Sends that still count for a cap, oldest first. */
  sends: RecentSend[];
  /** Messages whose engagement a rule may still ask for, newest last, bounded. */
  messages: SentMessage[];
  /** Pool -> pieces this lead has had. */
  pieces: { [pool: string]: string[] };
  tickets: Ticket[];
  paused?: { scope: 'marketing' | 'all'; until?: number };
  /** When the last message of each category was released, for spacing. */
  lastRelease?: { [category: string]: number };
  /** Of states of old: `becomesTrue` triggers that held. What holds is told from the state itself. */
  truths?: string[];
  /** Seed of splits by journey, where it is not the lead's own id: a run taken over in a merge stays on its ways. */
  seeds?: { [journey: string]: string };
  /** Triggers that a recompute would have fired and that wait for a person's word; `by` names its job. */
  held?: { [trigger: string]: { at: number; by?: string } };
  /** The newest orders, oldest first; the ones before are folded into `pastOrders`. */
  orders?: Order[];
  pastOrders?: { placed: number; kept: number; total: number; lastKeptAt?: number };
  /** Journeys that begin when the lead has done nothing until then. */
  silences?: { journey: string; due: number }[];
  /** Journeys (and keys) with short waits, and what these lacked of a minute each since the lead last did something, ms. */
  restless?: { [journey: string]: number };
  /** Refs of assignments asked for and withdrawn, newest last, bounded: one that was made all the same is closed. */
  withdrawn?: string[];
}

/** One order; amounts are whole minor units (cents, fen) of its currency. */
export interface Order {
  id: string;
  /** When it was placed; absent: a refund came first, and the order is still to come. */
  at?: number;
  amount: number;
  /** Where it is another than the playbook's. */
  currency?: string;
  refunded?: number;
  /** Refunded in full. */
  gone?: true;
  /** Hashes of the refunds already counted, newest last, bounded: one told twice counts once. */
  refunds?: string[];
}

export interface RuleScore {
  points: number;
  /** How often the rule has scored. */
  times: number;
  /** Hashes of the property values already scored, for `times: { once: property }`; days, for once a day. */
  seen?: string[];
  /** The points of a rule on attributes: they go when it no longer holds. */
  held?: true;
  /** The dimension of points that no rule of the playbook gives: those of steps and people. */
  dimension?: string;
  /** Points that fall away: when, and how many; the next first. They are part of `points`. */
  lots?: [until: number, points: number][];
  /** Points that fade: half-life in ms, and up to when the loss is taken off `points`. */
  fades?: { half: number; since: number };
  /** How many of a streak's events came in a row, at most as many as it takes. */
  run?: number;
}

export interface Enrolment {
  journey: string;
  key?: string;
  /** Version of the playbook this enrolment follows. */
  version: number;
  since: number;
  /** Properties of the event that began it: `{{ entry.x }}`. */
  entry: JsonObject;
  /** Properties of the event that ended its last wait: `event.x` in a template. */
  heard?: JsonObject;
  /** The journey's `maxAge` or `deadline`, whichever comes first. */
  endsAt?: number;
  endsBy?: 'age' | 'deadline';
  /** A split has put it into its holdout: its marketing messages are made and withheld. */
  holdout?: true;
  /** Sends (`step:ID`, `template:ID`) handed over before it came to its version: passed over when met again. */
  had?: string[];
  at: Position;
}

/** Where an enrolment stands. */
export type Position =
  /** `after`: the message handed over right before this wait; its late outcome still moves the enrolment. */
  | {
      step: string;
      wait: 'time';
      since: number;
      due: number;
      after?: string;
      called?: Called;
      from?: Anchor;
    }
  /** `due` absent: waits for an event alone, bounded by the journey's `maxAge` or `deadline`. */
  | { step: string; wait: 'event'; since: number; due?: number; after?: string; called?: Called }
  /** A send that may not go yet; tested again at `due`. `expiresAt` ends it. */
  | {
      step: string;
      wait: 'held';
      since: number;
      due: number;
      why: HeldBecause;
      expiresAt: number;
      template: string;
    }
  /** An assignment asked for and not yet made. */
  | { step: string; wait: 'assigned'; since: number; ref: string }
  /** A benefit asked for; the record says at once whether it is given. */
  | { step: string; wait: 'granted'; since: number; ref: string }
  /** The pool has no piece this lead has not had. */
  | { step: string; wait: 'exhausted'; since: number };

/** The webhook asked for right before a wait, and the step that did; its failure still moves the enrolment. */
export interface Called {
  ref: string;
  step: string;
}

/** What a wait counts from where it is not its own beginning: it moves, and the end of the wait with it. */
export type Anchor = 'lastKeptOrder';

export type HeldBecause = 'window' | 'cap' | 'spacing' | 'paused';

export interface RecentSend {
  ref: string;
  channel: string;
  category: string;
  at: number;
  /** Caps it was exempt from: it does not count for them. */
  exempt?: string[];
}

export interface SentMessage {
  ref: string;
  journey: string;
  key?: string;
  step: string;
  template: string;
  channel: string;
  at: number;
  /** Set when a delivery came back with a final word. */
  result?: string;
  openedAt?: number;
  repliedAt?: number;
  clicked?: { [link: string]: number };
  /** Events that time will make of its silence, with the time they are due; `null` until it is delivered. */
  silence?: { [event: string]: number | null };
  /** The pool it is a piece of: one that never arrives is given back to it. */
  pool?: string;
  /** What the enrolment had, kept where this send was its last step: a message found held is decided again. */
  entry?: JsonObject;
  heard?: JsonObject;
  endsAt?: number;
  endsBy?: 'age' | 'deadline';
}

export interface Ticket {
  ticket: string;
  queue: string;
  journey?: string;
  rep?: string;
  assignedAt: number;
  contactDue?: number;
  contactedAt?: number;
  feedbackDue?: number;
  /** `contact` and `feedback` once their deadline has passed unmet: each is noted once. */
  missed?: string[];
}
