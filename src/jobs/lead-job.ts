import type { Control } from '../../engine/input.js';
import type { JsonObject } from '../../engine/json.js';
import type { Trx } from '../database/database.js';

/** Which active leads a job is about. New leads that come while it runs are not: they begin with the present anyway. */
export type Selection =
  /** Every lead of a playbook. */
  | { of: 'playbook'; playbook: string }
  /** Leads that stand in a journey; with `below`, in a version older than that. */
  | ({ of: 'journeys'; playbook: string; below?: number } & SomeJourneys)
  /** Leads that hold triggers back since a recompute; with `triggers`, one of these. */
  | { of: 'held'; playbook: string; recompute: string; triggers?: string[] };

/** These journeys, or all but these; with neither, all. */
export interface SomeJourneys {
  journeys?: string[];
  except?: string[];
}

/** What one job does: gives each lead of a selection the same control, once. */
export interface LeadJobParameters {
  selection: Selection;
  control: Control;
  /** Gives nothing: looks what the control would do to each, and writes that into the job's result. */
  preview?: true;
  /** It begins when the turns are over that were under way when it was asked for. */
  afterTurns?: true;
}

/**
 * Looks at one lead, in a transaction of its own, and answers what is found so far, which stays small however many they
 * are. A lead that cannot be looked at is counted, and harms no other.
 */
export type Preview = (
  trx: Trx,
  control: Control,
  leadId: string,
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

/** The alert of a job whose leads do not answer; its subject is the job. */
export const JOB_WAITS = 'job-waits';
