import type { Json, JsonObject } from './json.js';
import type { LeadState, RuleScore } from './lead-state.js';
import type { Migration } from './versions/inside.js';

/**
 * One thing that happened to a lead, in the order of its number. A capture is ONE input: the event `form_submitted`
 * with the facts of the form and the visitor's past. Holds no name and no address: those stay in the profile.
 */
export interface Input {
  /** Number within the lead, from 1, without gaps. */
  n: number;
  /** Message id as the sender gave it, or one made at the door. */
  id: string;
  /** Arrival in epoch milliseconds; never smaller than the arrival of the input before it. Waits use it. */
  at: number;
  /** When it happened in epoch milliseconds. Scoring and counting use it. */
  occurredAt: number;
  /** The time as its sender said it, where that was too far ahead to be believed. */
  saidAt?: string;
  /** Brought in by an import in history mode: scores and counts, enters no journey and sends nothing. */
  history?: boolean;
  facts?: Facts;
  /** What the visitor did before being known, oldest first; scored together with this input. */
  past?: PastEvent[];
  /** How many of the visitor's events were left out because only the newest 500 count. */
  pastLeftOut?: number;
  body: InputBody;
}

export type InputBody =
  | { kind: 'event'; name: string; properties: JsonObject }
  /** An identify call, an edit by a person, a change of consent or reachability: the facts say it all. */
  | { kind: 'update'; by: 'client' | 'person' | 'lead' | 'provider' | 'import' }
  /** What became of a message the engine asked for, when it is not a quick success. */
  | { kind: 'outcome'; ref: string; result: MessageResult; at: number; reason?: string }
  | { kind: 'control'; control: Control }
  /** `loser` as it stood in its row; the caller puts it there, the inbox holds only the id. */
  | { kind: 'merge'; loserId: string; loser?: LeadState };

/**
 * `accepted` is only reported when the provider took it more than 5 minutes after the hand-over; `held` means the window
 * was shut when a late message came to be sent; `doubt` that nobody knows whether the provider took it.
 */
export type MessageResult =
  | 'accepted'
  | 'refused'
  | 'expired'
  | 'failed'
  | 'held'
  | 'withheld'
  | 'doubt';

export type Control =
  | { do: 'pause'; scope: 'marketing' | 'all'; until?: number }
  | { do: 'resume' }
  | { do: 'enrol'; journey: string; properties?: JsonObject }
  | { do: 'exit'; journey: string }
  /**
   * `id`: the job it belongs to. `version`: of the playbook to go by, which a worker may not have heard of yet. `retold` is
   * put there by the caller, like the loser of a merge.
   */
  | { do: 'recompute'; id?: string; version?: number; retold?: Retold | NotRetold }
  /** What recomputes held back happens now, or never: that of one job, of some triggers, or all. */
  | { do: 'confirm' | 'dismiss'; recompute?: string; triggers?: string[] }
  | Migration;

/** What the present rules make of a lead's whole history. */
export interface Retold {
  score: { [rule: string]: RuleScore };
  counters: { [counter: string]: Json };
}

/** The history is longer than a turn can tell, or the record does not hold all of it any more. */
export interface NotRetold {
  refused: 'too-long' | 'incomplete';
}

/** Everything about a lead that changed with this input, apart from what happened. */
export interface Facts {
  /** Raw values of attributes that are not personal; `null` removes one. Personal ones only say `true` (present). */
  attributes?: { [name: string]: Json };
  tags?: { add?: string[]; remove?: string[] };
  consent?: ConsentChange[];
  /** Whether each channel can reach the lead now, as the intake transaction saw it. */
  reach?: { [channel: string]: Reach };
  locale?: string;
  timeZone?: string;
}

export type Reach = 'ok' | 'none' | 'suppressed';

export interface ConsentChange {
  channel: string;
  purpose: string;
  granted: boolean;
  by: 'lead' | 'person' | 'provider' | 'import';
}

export interface PastEvent {
  id: string;
  name: string;
  properties: JsonObject;
  occurredAt: number;
}
