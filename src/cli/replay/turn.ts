import type { Command } from '../../../engine/command.js';
import type { Input } from '../../../engine/input.js';
import type { Json } from '../../../engine/json.js';
import type { LeadState } from '../../../engine/lead-state.js';
import type { Playbook } from '../../../engine/playbook/playbook.js';
import type { Note } from '../../../engine/trace.js';
import type { Engine } from '../../lifecycle/turn.js';
import { differences, type Change } from './difference.js';

/** One turn of a lead as the record has it: all that `decide` was given, and what it answered. Times are epoch ms. */
export interface RecordedTurn {
  lead: string;
  revision: number;
  now: number;
  until: number;
  /** With what a merge took over put back in. */
  inputs: Input[];
  /** Inputs it consumed that the record does not hold any more. */
  missing: number;
  playbook: { name: string; version: number };
  /** State the turn began with; absent for a lead's first. */
  before: LeadState | undefined;
  after: LeadState;
  commands: Command[];
  trace: Note[];
}

/** A turn beside what today's engine makes of it. */
export interface ReplayedTurn {
  turn: RecordedTurn;
  /** What the turn changed in the lead's state. */
  changes: Change[];
  /** Where today's `decide`, given the same, would answer something else; empty: nowhere. */
  drift: Change[];
  /** Today's `decide` failed on it. */
  failure?: string;
}

/** Versions of the lead's playbook, loaded beforehand: `decide` waits for nothing. */
export type Versions = (version: number) => Playbook | undefined;

/** Gives one recorded turn to today's engine, with the playbook version it was decided with. Writes nothing. */
export function replayTurn(
  turn: RecordedTurn,
  engine: Pick<Engine, 'decide' | 'newLead'>,
  versions: Versions,
): ReplayedTurn {
  const { name, version } = turn.playbook;
  const playbook = versions(version);
  const failed = (failure: string) => ({ turn, changes: [], drift: [], failure });
  if (playbook === undefined) return failed(`playbook ${name} has no version ${version}`);
  if (turn.missing > 0)
    return failed(`${turn.missing} of its inputs are not in the record any more`);
  const before = turn.before ?? engine.newLead(turn.lead, playbook, turn.now);
  const changes = differences(plain(before), plain(turn.after));
  try {
    const { inputs, now, until } = turn;
    const today = engine.decide(before, inputs, playbook, now, until, versions);
    const recorded = { state: turn.after, commands: turn.commands };
    const { state, commands } = today;
    return { turn, changes, drift: differences(plain(recorded), plain({ state, commands })) };
  } catch (error) {
    return { turn, changes, drift: [], failure: error instanceof Error ? error.message : 'threw' };
  }
}

/** As it would come back from the record: without `undefined`, and with nothing shared. */
const plain = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;
