import type { SendCommand } from '../command.js';
import { decide } from '../decide.js';
import { wakeUp } from '../deadlines.js';
import type { LeadState } from '../lead-state.js';
import type { Playbook } from '../playbook/playbook.js';
import type { Note } from '../trace.js';

/** The message a lead gets next if nothing happens before, and what led to it. */
export interface NextMessage {
  command: SendCommand;
  /** Why it waited where it waits until then: what was held, and what made its way free. */
  trace: Note[];
}

/** Turns looked ahead: a lead whose pieces are all passed over must not be walked for ever. */
const MOST_TURNS = 60;

/**
 * Lives a lead ahead in virtual time until a message goes out.
 *
 * @param horizon epoch ms up to which to look
 * @returns undefined when none goes out by then, or none without an input
 */
export function nextMessage(
  state: LeadState,
  playbook: Playbook,
  horizon: number,
  versions?: (version: number) => Playbook | undefined,
): NextMessage | undefined {
  let current = state;
  const trace: Note[] = [];
  for (let turns = 0; turns < MOST_TURNS; turns++) {
    const wake = wakeUp(current, playbook);
    if (wake === undefined || wake.at > horizon) return undefined;
    const decision = decide(current, [], playbook, wake.at, wake.at, versions);
    trace.push(...decision.trace);
    const command = decision.commands.find((one) => one.kind === 'send' && !one.withhold);
    if (command?.kind === 'send') return { command, trace };
    current = decision.state;
  }
  return undefined;
}
