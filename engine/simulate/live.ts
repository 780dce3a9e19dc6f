import { nextDeadline } from '../deadlines.js';
import { decideInPlace } from '../decide.js';
import type { Decision } from '../decision.js';
import type { Input } from '../input.js';
import type { LeadState } from '../lead-state.js';
import { newLead } from '../new-lead.js';
import type { Playbook } from '../playbook/playbook.js';
import type { LeadHistory, PastInput } from './history.js';
import { MOST_TURNS } from './refusal.js';
import { assignAtOnce } from './simulate.js';
import { translate, type Dropped } from './translate.js';

/**
 * Assignments made and benefits given for one lead. A playbook that asks for people in circles, each time the one before
 * is found, would do so for ever in virtual time, where nobody takes a while.
 */
export const MOST_ANSWERS = 200;

/** Who looks on while a lead lives. The state is the lead's own and changes after the call. */
export interface Onlooker {
  /** Before an input is decided, or found to be about nothing that happened here. */
  meets?(input: PastInput, dropped: Dropped | undefined): void;
  decided(decision: Decision): void;
}

/**
 * Lives one lead through its history in virtual time, up to and at `until` (epoch ms): it is woken whenever something is
 * due, its messages go out the moment they are asked for, its assignments are made and its benefits given at once. Everything is decided as
 * `decide` would; what is no longer needed is not kept.
 *
 * @returns the state at the end; `too-long` where there is none within so many turns
 */
export function live(
  playbook: Playbook,
  history: LeadHistory,
  until: number,
  onlooker: Onlooker,
  turns = MOST_TURNS,
): LeadState | 'too-long' {
  const past = history.inputs[Symbol.iterator]();
  let next = past.next();
  const lead = new Rehearsal(
    playbook,
    newLead(history.lead, playbook, next.done === true ? until : next.value.at),
    onlooker,
  );
  for (let turn = 0; ; turn++) {
    const answer = lead.answers[0];
    const input = answer ?? (next.done === true ? undefined : next.value);
    const due = nextDeadline(lead.state);
    if (Math.min(due, input?.at ?? Infinity) > until) return lead.state;
    if (turn === turns) return 'too-long';
    if (input === undefined || input.at > due) lead.wake(due);
    else if (answer !== undefined) lead.answer(answer);
    else {
      next = past.next();
      lead.meet(input);
    }
  }
}

/** A lead on the stage of its history. */
class Rehearsal {
  /** What the world has to say to its commands, and it has not heard yet. */
  readonly answers: PastInput[] = [];
  readonly #reply = assignAtOnce();
  #answered = 0;

  constructor(
    private readonly playbook: Playbook,
    readonly state: LeadState,
    private readonly onlooker: Onlooker,
  ) {}

  wake(at: number): void {
    this.#decide(at, []);
  }

  answer(input: PastInput): void {
    this.answers.shift();
    this.#decide(input.at, [{ ...input, n: this.state.consumed + 1 }]);
  }

  meet(past: PastInput): void {
    const translated = translate(past, this.state);
    const isDropped = 'dropped' in translated;
    this.onlooker.meets?.(past, isDropped ? translated.dropped : undefined);
    if (isDropped) return;
    this.#decide(past.at, [{ ...translated.input, n: this.state.consumed + 1 }]);
  }

  #decide(at: number, inputs: Input[]): void {
    const decision = decideInPlace(this.state, inputs, this.playbook, at, at);
    for (const command of decision.commands) {
      const body = this.#reply(command);
      if (body === undefined || this.#answered === MOST_ANSWERS) continue;
      this.#answered += 1;
      this.answers.push({ id: `answer-${command.ref}`, at, occurredAt: at, body });
    }
    this.onlooker.decided(decision);
  }
}
