import type { Command } from './command.js';
import type { LeadState } from './lead-state.js';
import type { LedgerEntry, Note } from './trace.js';

/** What `decide` answers. Nothing in it shares memory with its arguments. */
export interface Decision {
  state: LeadState;
  commands: Command[];
  /** Score entries to append to the ledger, in order. */
  ledger: LedgerEntry[];
  trace: Note[];
}

/** The nearest moment at which something is due without any input; absent: nothing is. */
export interface WakeUp {
  at: number;
  /** For a person reading Temporal's UI: `nurture/clicked: no click by then`. */
  because: string;
}

/*
 * The signatures the rest of the product is written against:
 *
 *   newLead(leadId: string, playbook: Playbook, now: number): LeadState                       lead-state
 *   decide(state: LeadState, inputs: readonly Input[], playbook: Playbook, now: number, until: number,
 *          versions?: (version: number) => Playbook | undefined): Decision                    decide
 *   wakeUp(state: LeadState, playbook: Playbook): WakeUp | undefined                          decide
 *   totalScore(state: LeadState, playbook: Playbook): number                                  scoring
 *   compile(document: Document, version: number): Playbook                                    playbook/compile
 *   parsePlaybook(yaml: string, file?: string): { ok: true; document } | { ok: false; problems: Problem[] }  playbook/parse
 *   rings(playbooks: readonly Playbook[], eventName: string, properties: JsonObject): boolean playbook/relevance
 *   formProblems(playbook, form, fields, consent): Problem[]                                  playbook/forms
 *   openAt, nextOpening, addOpenTime, addWorkdays (calendar, time)                            calendar
 */
