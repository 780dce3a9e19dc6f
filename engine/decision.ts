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
