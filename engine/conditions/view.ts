import type { JsonObject } from '../json.js';
import type { LeadState } from '../lead-state.js';
import type { Playbook } from '../playbook/playbook.js';

/** Something that happens in the current input: its event, and those made from it (a link that stands for a download). */
export interface Happening {
  name: string;
  properties: JsonObject;
  /** Epoch ms; scoring and counting use it. */
  occurredAt: number;
}

/** What a condition may look at. */
export interface View {
  readonly state: LeadState;
  readonly playbook: Playbook;
  /** Older versions of it, which runs of the lead may follow. */
  readonly versions?: (version: number) => Playbook | undefined;
  /** Logical time, epoch ms. */
  readonly at: number;
  /** What the current input carries; nothing at a deadline. */
  readonly happenings: readonly Happening[];
  /** Tier before the current input. */
  readonly tierBefore: string;
}

/** The enrolment that asks, or the one that is about to begin. */
export interface Asker {
  journey: string;
  key?: string;
  since: number;
  entry: JsonObject;
}
