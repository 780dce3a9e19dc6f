/** What the lead's workflow asks of the outside, and the answers. All plain data; ids and kinds, nothing personal. */

export interface AdvanceRequest {
  leadId: string;
  /** Revision the run knows; unknown on its first advance, except after continue-as-new. */
  expected?: number;
  /** First advance of this run. */
  fresh: boolean;
}

export interface OpenCommand {
  id: string;
  kind: 'send' | 'assign' | 'notify' | 'webhook';
  /** For a person reading Temporal's UI: `mail case-study (nurture/case)`. */
  summary: string;
}

export interface AdvanceOutcome {
  revision: number;
  /** Commands this run has to see through; those it has in flight are skipped. */
  commands: OpenCommand[];
  /** There are more inputs: turn again at once. */
  more: boolean;
  /** Identity of the nearest deadline, epoch ms of the engine's clock. */
  wakesAt?: number;
  /** Real milliseconds until then, from the moment of the answer. */
  wakesIn?: number;
  wakesBecause?: string;
  /** The lead is merged or erased: the run ends. */
  closed?: boolean;
  /** Nothing waits and nothing happened for 30 days: the run may end. */
  resting?: boolean;
  parked?: string;
  stage: string;
  tier: string;
  score: number;
  /** What this turn decided, in a few words, for the history and the UI. */
  did: string;
  /** Inputs consumed, as `12-14`, for the reader. */
  consumed?: string;
}

/** One transaction: lock the lead, read its inbox, decide, commit. By the table in `docs/architecture.md`. */
export type Advance = (request: AdvanceRequest) => Promise<AdvanceOutcome>;

/** `news`: an input was written that the engine must see, so the loop turns again. */
export interface CommandResult {
  news: boolean;
  outcome: string;
}
export type PerformCommand = (commandId: string) => Promise<CommandResult>;

/** The activities of the workflow by name. */
export interface LeadActivities {
  advance: Advance;
  deliver: PerformCommand;
  assign: PerformCommand;
  notify: PerformCommand;
  webhook: PerformCommand;
}

/** By which a long activity says that it lives, and hears that it has to end. */
export interface Pulse {
  beat(): void;
  readonly stopped: boolean;
}

/** Works on a job over many leads for a while. `more`: the job has not ended. */
export type AppendToLeads = (jobId: string, pulse: Pulse) => Promise<{ more: boolean }>;

/** The activity of the workflow of such jobs. */
export interface LeadJobActivities {
  appendToLeads(jobId: string): Promise<{ more: boolean }>;
}

/** Every part takes time from here. Scaled in development and demo; never used for leases and retries. */
export interface Clock {
  /** Epoch ms of the engine's clock. */
  now(): number;
  /** Real milliseconds that a span of the engine's clock takes. */
  real(engineMs: number): number;
}
