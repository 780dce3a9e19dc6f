import type { InputBody } from '../input.js';
import type { Enrolment, Position, SentMessage } from '../lead-state.js';
import { noteOutcomeOfHeld } from '../messages/held-outcome.js';
import { takePieceBack } from '../messages/pieces.js';
import { breakSilence, shiftSilence } from '../messages/silence.js';
import { giveBack } from '../policies/caps.js';
import type { Edge } from '../playbook/playbook.js';
import { journeyOf } from '../journeys/run.js';
import { stepAt } from '../journeys/catalogue.js';
import { momentAfter } from '../journeys/waits.js';
import { note, type Turn } from '../turn.js';

type Outcome = Extract<InputBody, { kind: 'outcome' }>;

/**
 * What became of a message that was handed over, where it was no quick success. Caps and waits follow the truth: a late
 * acceptance is when it went, a message that never went gives its place and its piece back. An outcome in doubt changes nothing.
 */
export function applyOutcome(turn: Turn, { ref, result, at, reason }: Outcome): void {
  const { state } = turn;
  const why = reason === undefined ? {} : { reason: reason.slice(0, 200) };
  note(turn, { note: 'message', ref, what: result, ...why });
  const message = state.messages.find((one) => one.ref === ref);
  if (result === 'accepted') return accepted(turn, ref, message, at);
  if (message !== undefined) {
    message.result = result;
    breakSilence(message);
  }
  if (result === 'doubt') return;
  giveBack(state, ref);
  if (message === undefined) return takeCallEdge(turn, ref);
  takePieceBack(state, message);
  if (result === 'held') return noteOutcomeOfHeld(turn, message);
  takeEdge(turn, message, result === 'withheld' ? 'skipped' : 'failed');
}

function accepted(turn: Turn, ref: string, message: SentMessage | undefined, at: number): void {
  const { state } = turn;
  const counted = state.sends.find((sent) => sent.ref === ref);
  if (counted !== undefined) counted.at = at;
  if (message !== undefined) {
    message.at = at;
    shiftSilence(turn.playbook, message, at);
  }
  for (const enrolment of state.enrolments) {
    const { at: position } = enrolment;
    if (!('after' in position) || position.after !== ref) continue;
    const due = laterDue(turn, enrolment, position, at);
    Object.assign(position, { since: at, ...(due === undefined ? {} : { due }) });
  }
}

/** A duration and a time-out count from the hand-over; a day and hour is the next one after it. */
function laterDue(
  turn: Turn,
  enrolment: Enrolment,
  { step: id, since, due }: Extract<Position, { after?: string }>,
  at: number,
): number | undefined {
  const index = journeyOf(turn.draft, enrolment);
  const step = index && stepAt(index, id);
  if (index !== undefined && step?.do === 'until')
    return momentAfter(turn, { index }, step, at).due;
  return due === undefined ? undefined : due + at - since;
}

/** A webhook that came to nothing: the engine keeps no more of it than where its enrolment stands. */
function takeCallEdge(turn: Turn, ref: string): void {
  for (const enrolment of turn.state.enrolments) {
    const { at } = enrolment;
    if (!('called' in at) || at.called?.ref !== ref) continue;
    const index = journeyOf(turn.draft, enrolment);
    const step = index && stepAt(index, at.called.step);
    if (step?.do !== 'webhook' || step.edges.failed === step.edges.sent) return;
    turn.moves.push({ enrolment, from: at, to: step.edges.failed, edge: 'failed' });
  }
}

/** The edge is taken only from the wait right after the send, and only where it leads elsewhere than `sent` did. */
function takeEdge(turn: Turn, { ref }: SentMessage, edge: 'skipped' | 'failed'): void {
  const enrolment = turn.state.enrolments.find(({ at }) => 'after' in at && at.after === ref);
  const message = turn.state.messages.find((one) => one.ref === ref);
  const index = enrolment && journeyOf(turn.draft, enrolment);
  const step = index && message && stepAt(index, message.step);
  if (enrolment === undefined || step?.do !== 'send') return;
  const to: Edge = step.edges[edge];
  if (to !== step.edges.sent) turn.moves.push({ enrolment, from: enrolment.at, to, edge });
}
