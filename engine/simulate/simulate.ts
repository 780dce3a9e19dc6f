import type { AssignCommand, Command } from '../command.js';
import { wakeUp } from '../deadlines.js';
import { decide } from '../decide.js';
import type { Input, InputBody } from '../input.js';
import { GrantsAtOnce } from '../benefits/grants-at-once.js';
import type { LeadState } from '../lead-state.js';
import { newLead } from '../new-lead.js';
import type { Playbook } from '../playbook/playbook.js';
import type { LedgerEntry, Note } from '../trace.js';
import { MOST_TURNS } from './refusal.js';

/** An input as a script gives it: numbers and ids are handed out on the way. */
export type Scripted = Omit<Input, 'n' | 'id' | 'occurredAt'> & {
  id?: string;
  occurredAt?: number;
};

/** What the world answers to a command, at once; nothing for one that is done in silence. */
export type Reply = (command: Command) => InputBody | undefined;

export interface Simulation {
  state: LeadState;
  commands: Command[];
  ledger: LedgerEntry[];
  trace: Note[];
  /** It came to no end within its turns: this is how far it went. */
  tooLong?: true;
}

export interface SimulationOptions {
  /** Id of the lead, the seed of its spread. */
  lead?: string;
  /** Where a known lead stands; without it a new one begins. */
  state?: LeadState;
  /** Older versions, for enrolments of a known lead that follow theirs. */
  versions?: (version: number) => Playbook | undefined;
  reply?: Reply;
  /** So many at most; otherwise `MOST_TURNS`. */
  turns?: number;
}

/**
 * Runs one lead in virtual time: feeds the inputs as they arrive, wakes it whenever something is due, and answers its
 * commands. Everything up to and at `until` (epoch ms) has happened in the answer.
 */
export function simulate(
  playbook: Playbook,
  inputs: readonly Scripted[],
  until: number,
  options: SimulationOptions = {},
): Simulation {
  const { lead = 'simulated', reply = assignAtOnce(), turns = MOST_TURNS } = options;
  const state = options.state ?? newLead(lead, playbook, inputs[0]?.at ?? until);
  const run: Simulation = { state, commands: [], ledger: [], trace: [] };
  let left = inputs.toSorted((a, b) => a.at - b.at);
  for (let taken = 0; ; taken++) {
    const [next] = left;
    const wake = wakeUp(run.state, playbook)?.at ?? Infinity;
    const at = Math.min(wake, next?.at ?? Infinity);
    if (at > until) return run;
    if (taken === turns) return { ...run, tooLong: true };
    const feed = next !== undefined && next.at <= wake;
    if (feed) left = left.slice(1);
    const commands = turn(
      run,
      playbook,
      at,
      feed ? [numbered(next, run.state)] : [],
      options.versions,
    );
    left = [...commands.flatMap((command) => answer(reply, command, at)), ...left];
  }
}

/** Every assignment is made at once, by the same person of each queue, and every benefit is given while there is one. */
export function assignAtOnce(): Reply {
  const grants = new GrantsAtOnce();
  return (command) => {
    if (command.kind === 'grant') return grants.answer(command);
    return command.kind === 'assign' ? assigned(command) : undefined;
  };
}

function assigned({ ref, queue }: AssignCommand): InputBody {
  const properties = { ref, ticket: `ticket-${ref}`, queue, rep: `${queue}-1` };
  return { kind: 'event', name: 'ticket.assigned', properties };
}

function turn(
  run: Simulation,
  playbook: Playbook,
  at: number,
  inputs: Input[],
  versions: SimulationOptions['versions'],
): Command[] {
  const decision = decide(run.state, inputs, playbook, at, at, versions);
  run.state = decision.state;
  run.commands.push(...decision.commands);
  run.ledger.push(...decision.ledger);
  run.trace.push(...decision.trace);
  return decision.commands;
}

function numbered(input: Scripted, { consumed }: LeadState): Input {
  const n = consumed + 1;
  return { ...input, n, id: input.id ?? `input-${n}`, occurredAt: input.occurredAt ?? input.at };
}

function answer(reply: Reply, command: Command, at: number): Scripted[] {
  const body = reply(command);
  return body === undefined ? [] : [{ at, body }];
}
