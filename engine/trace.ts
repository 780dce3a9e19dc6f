import type { Json } from './json.js';

/** One change of the score. The fold of these is the score; `total` is the sum after it, before the floor. */
export interface LedgerEntry {
  rule: string;
  dimension: string;
  points: number;
  /** Number of the input that caused it; absent when a deadline did. */
  n?: number;
  cause: string;
  at: number;
}

/** One condition as it was tested, with the value it saw. */
export interface Tested {
  condition: string;
  saw: Json;
  holds: boolean;
}

/** Why a send did or did not go. */
export type Verdict =
  | { verdict: 'sent'; channel: string }
  /** Everything would let it go, but the lead is in a holdout. */
  | { verdict: 'withheld'; channel: string }
  | {
      verdict: 'held';
      why: 'window' | 'cap' | 'spacing' | 'paused';
      until: number;
      cap?: string;
      used?: number;
      max?: number;
    }
  | {
      verdict: 'skipped';
      why:
        | 'cap'
        | 'consent'
        | 'unreachable'
        | 'suppressed'
        | 'expired'
        | 'paused'
        | 'no-piece'
        | 'age'
        | 'deadline'
        | 'had';
      cap?: string;
      used?: number;
      max?: number;
      channels?: { [channel: string]: string };
    };

/** How a run of a journey may end. */
export const ENDS = [
  'done',
  'goal',
  'exit',
  'age',
  'deadline',
  'control',
  'restart',
  'budget',
  'merged',
  'retired',
  'version',
] as const;

/**
 * What a decision saw and did, in order, as data: the source of every "why" and "why not". `at` is logical time,
 * epoch ms; `journey`, `key` and `step` say where.
 */
export type Note = { at: number } & (
  | {
      note: 'input';
      n: number;
      id: string;
      name: string;
      history?: boolean;
      stale?: boolean;
      past?: number;
      pastLeftOut?: number;
    }
  | {
      note: 'scored';
      rule: string;
      dimension: string;
      points: number;
      total: number;
      cause: string;
    }
  | {
      note: 'not-scored';
      rule: string;
      why: 'already' | 'filter' | 'limit' | 'expired' | 'streak';
    }
  | { note: 'tier'; from: string; to: string; because: string }
  | { note: 'stage'; from: string; to: string; because: string }
  | { note: 'mark'; mark: string }
  | { note: 'consent'; channel: string; purpose: string; granted: boolean }
  | { note: 'attribute'; name: string }
  | { note: 'tag'; tag: string; added: boolean }
  | { note: 'entered'; journey: string; key?: string; because: string }
  /** A trigger fired and the lead did not enter: the guard, an exit or goal that holds already, re-entry, history, inside, too many. */
  | {
      note: 'passed-over';
      journey: string;
      key?: string;
      why:
        | 'guard'
        | 'exit'
        | 'reentry'
        | 'inside'
        | 'history'
        | 'stale'
        | 'limit'
        | 'circle'
        | 'budget';
      tested?: Tested[];
    }
  | {
      note: 'moved';
      journey: string;
      key?: string;
      step: string;
      edge: string;
      to: string;
      /** The lead is in the holdout of this split. */
      holdout?: true;
      tested?: Tested[];
    }
  /** `unheeded`: the calendar that never opens on the day that is waited for, and so is left out of account. */
  | {
      note: 'waiting';
      journey: string;
      key?: string;
      step: string;
      until?: number;
      for?: string;
      unheeded?: string;
    }
  | {
      note: 'policy';
      journey: string;
      key?: string;
      step: string;
      template: string;
      ref?: string;
      result: Verdict;
    }
  | {
      note: 'order';
      order: string;
      what: 'placed' | 'corrected' | 'refunded' | 'part-refunded';
      kept: boolean;
    }
  | { note: 'grant'; journey: string; key?: string; step: string; ref: string; benefit: string }
  | { note: 'assign'; journey: string; key?: string; step: string; ref: string; queue: string }
  | { note: 'notify'; journey: string; key?: string; step: string; ref: string; to: string }
  | { note: 'webhook'; journey: string; key?: string; step: string; ref: string; endpoint: string }
  | {
      note: 'exited';
      journey: string;
      key?: string;
      step?: string;
      why: (typeof ENDS)[number];
      /** What the step that ended it says of it. */
      reason?: string;
      tested?: Tested[];
    }
  /** A version was published. `target`: the step the run goes on at, or `end`; `was`: when its wait would have ended. */
  | {
      note: 'version';
      journey: string;
      key?: string;
      step: string;
      from: number;
      to: number;
      did: 'pinned' | 'moved' | 'left';
      /** `key`: the journey tells its runs apart by another property now, and so cannot go on with these. */
      why: 'chosen' | 'same' | 'mapped' | 'removed' | 'gone' | 'key';
      target?: string;
      was?: number;
    }
  | {
      note: 'ticket';
      ticket: string;
      what:
        | 'assigned'
        | 'contacted'
        | 'feedback'
        | 'closed'
        | 'contact-overdue'
        | 'feedback-overdue';
      due?: number;
      result?: string;
    }
  | { note: 'message'; ref: string; what: string; link?: string; reason?: string }
  | { note: 'cancelled'; ref: string; reason: string }
  | { note: 'budget'; journey: string; step: string }
  | { note: 'merged'; loser: string }
  /** The score was derived anew: how many rules it changed, or why it could not be. */
  | { note: 'recomputed'; rules: number; refused?: 'too-long' | 'incomplete' }
  /** A trigger that a recompute would have fired, and what became of it. */
  | { note: 'held-back'; trigger: string; what: 'held' | 'confirmed' | 'dismissed' | 'over' }
  | { note: 'late'; journey: string; step: string; due: number }
);
