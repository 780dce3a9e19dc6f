import type { Command } from '../../../engine/command.js';
import { wakeUp } from '../../../engine/deadlines.js';
import { decide } from '../../../engine/decide.js';
import type { Decision } from '../../../engine/decision.js';
import type { Input } from '../../../engine/input.js';
import type { LeadState } from '../../../engine/lead-state.js';
import { newLead } from '../../../engine/new-lead.js';
import type { Playbook } from '../../../engine/playbook/playbook.js';
import { DAY } from '../../support/engine/small-playbook.js';

/** One call of `decide` in a run: its arguments and its answer. */
export interface Call {
  before: LeadState;
  inputs: Input[];
  now: number;
  until: number;
  decision: Decision;
}

export const endOf = (inputs: readonly Input[]): number => (inputs.at(-1)?.at ?? 0) + 20 * DAY;

export const fresh = (playbook: Playbook): LeadState => newLead('lead', playbook, 0);

/** No lead has that much to do in its few weeks: more is a lead that never comes to rest. */
const MOST_CALLS = 20_000;

/** Takes one more call into a run. A lead that would be looked at for ever fails here, with what it did last. */
export function called(calls: Call[], call: Call): void {
  calls.push(call);
  if (calls.length < MOST_CALLS) return;
  throw new Error(`no rest after ${MOST_CALLS} calls: ${JSON.stringify(call.decision.trace)}`);
}

/** All calls of a lead that is looked at as soon as something arrives or falls due, or `delay` ms after that. */
export function watched(
  playbook: Playbook,
  inputs: readonly Input[],
  delay: (turn: number) => number = () => 0,
): Call[] {
  const calls: Call[] = [];
  const end = endOf(inputs);
  let state = fresh(playbook);
  let left = [...inputs];
  for (;;) {
    const wake = wakeUp(state, playbook)?.at ?? Infinity;
    const next = Math.min(wake, left[0]?.at ?? Infinity);
    if (next > end) return calls;
    // A look that comes late at the end sees no further than one in time.
    const now = Math.min(next + delay(calls.length), end);
    const due = left.filter(({ at }) => at <= now);
    left = left.slice(due.length);
    const decision = decide(state, due, playbook, now, now);
    called(calls, { before: state, inputs: due, now, until: now, decision });
    ({ state } = decision);
  }
}

/** All calls of a lead whose inputs are taken one by one, with the deadlines before each in a call of their own. */
export function separated(playbook: Playbook, inputs: readonly Input[], now?: number): Call[] {
  const calls: Call[] = [];
  let state = fresh(playbook);
  const call = (some: Input[], until: number) => {
    const clock = now ?? until;
    const decision = decide(state, some, playbook, clock, until);
    calls.push({ before: state, inputs: some, now: clock, until, decision });
    ({ state } = decision);
  };
  for (const input of inputs) {
    call([], input.at);
    call([input], input.at);
  }
  call([], endOf(inputs));
  return calls;
}

/** All calls of a lead every deadline and every input of which is decided alone, in its own moment. */
export function momentByMoment(playbook: Playbook, inputs: readonly Input[]): Call[] {
  const calls: Call[] = [];
  let state = fresh(playbook);
  const call = (some: Input[], now: number) => {
    const decision = decide(state, some, playbook, now, now);
    called(calls, { before: state, inputs: some, now, until: now, decision });
    ({ state } = decision);
  };
  const passTime = (until: number) => {
    for (;;) {
      const wake = wakeUp(state, playbook)?.at ?? Infinity;
      if (wake > until) return;
      call([], wake);
    }
  };
  for (const input of inputs) {
    passTime(input.at);
    call([input], input.at);
  }
  passTime(endOf(inputs));
  return calls;
}

/** What a run came to: its last state and all it put out. */
export function outcomeOf(calls: readonly Call[]): Decision {
  const last = calls.at(-1);
  if (last === undefined) throw new Error('a run has at least one call');
  return {
    state: last.decision.state,
    commands: calls.flatMap(({ decision }): Command[] => decision.commands),
    ledger: calls.flatMap(({ decision }) => decision.ledger),
    trace: calls.flatMap(({ decision }) => decision.trace),
  };
}
