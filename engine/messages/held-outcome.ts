import type { Enrolment, SentMessage } from '../lead-state.js';
import { journeyOf, placeOf } from '../journeys/run.js';
import { stepAt } from '../journeys/catalogue.js';
import { expiryOf } from '../policies/expiry.js';
import { note, type Turn } from '../turn.js';

/**
 * The window was shut when the delivery came to send: the message is decided again. Its enrolment goes back to the send;
 * one that ended with it begins again there. An enrolment that has moved on keeps going, and the message is lost.
 */
export function noteOutcomeOfHeld(turn: Turn, message: SentMessage): void {
  const { state } = turn;
  state.messages = state.messages.filter((one) => one !== message);
  const enrolment = standingAfter(turn, message) ?? begunAgain(turn, message);
  const index = enrolment && journeyOf(turn.draft, enrolment);
  const step = index && stepAt(index, message.step);
  if (enrolment === undefined || index === undefined || step?.do !== 'send') return;
  if (!state.enrolments.includes(enrolment)) state.enrolments = [...state.enrolments, enrolment];
  const { step: from } = enrolment.at;
  enrolment.at = {
    step: message.step,
    wait: 'held',
    since: message.at,
    due: turn.at,
    why: 'window',
    expiresAt: expiryOf(turn, index.playbook, step.send, message.at, enrolment),
    template: message.template,
  };
  note(turn, { note: 'moved', ...placeOf(enrolment), step: from, edge: 'held', to: message.step });
  turn.moves.push({ enrolment, from: enrolment.at, to: 'again', edge: 'again' });
}

function standingAfter({ state }: Turn, { ref }: SentMessage): Enrolment | undefined {
  return state.enrolments.find(({ at }) => 'after' in at && at.after === ref);
}

/** Only where the send was the run's last step; its entry was kept with the message for this. */
function begunAgain(
  turn: Turn,
  { journey, key, step, at, entry, heard, endsAt, endsBy }: SentMessage,
): Enrolment | undefined {
  const { state, playbook } = turn;
  const inside = state.enrolments.some((one) => one.journey === journey && one.key === key);
  if (entry === undefined || inside) return undefined;
  return {
    journey,
    ...(key === undefined ? {} : { key }),
    version: playbook.version,
    since: at,
    entry,
    ...(heard === undefined ? {} : { heard }),
    ...(endsAt === undefined ? {} : { endsAt }),
    ...(endsBy === undefined ? {} : { endsBy }),
    at: { step, wait: 'exhausted', since: at },
  };
}
