import type { Control } from '../../engine/input.js';
import type { JsonObject } from '../../engine/json.js';
import type { Trx } from '../database/database.js';

/** Which active leads a job is about. New leads that come while it runs are not: they begin with the present anyway. */
export type Selection =
  /** Every lead of a playbook. */
  | { of: 'playbook'; playbook: string }
  /** Leads that stand in one of these journeys; with `below`, in a version older than that. */
  | { of: 'journeys'; playbook: string; journeys: string[]; below?: number }
  /** Leads that hold triggers back since a recompute; with `triggers`, one of these. */
  | { of: 'held'; playbook: string; recompute: string; triggers?: string[] };

/** What one job does: gives each lead of a selection the same control, once. */
export interface LeadJobParameters {
  selection: Selection;
  control: Control;
  /** Gives nothing: looks what the control would do to each, and writes that into the job's result. */
  preview?: true;
  /** It begins when this transaction, and all that were under way with it, are over. */
  afterTransaction?: string;
}

/** Looks at some leads and answers what is found so far, which stays small however many they are. */
export type Preview = (
  trx: Trx,
  control: Control,
  leadIds: readonly string[],
  soFar: JsonObject | null,
) => Promise<JsonObject>;

export interface LeadJobOrder extends LeadJobParameters {
  /** Where the control has to name the job itself. */
  id?: string;
  /** What it is for, in a word: `recompute`, `migrate`. */
  kind: string;
  /** With `kind` its identity while it is open: a playbook's name, say. */
  subject: string;
  /** Who asked for it: the name of a key. */
  by: string;
}

export type LeadJobStatus = 'waiting' | 'running' | 'done' | 'cancelled' | 'failed';

/** Message id of the input that a job gives to a lead. */
export const messageIdOf = (jobId: string): string => `job:${jobId}`;
