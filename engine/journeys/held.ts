import type { Enrolment } from '../lead-state.js';
import type { StepOf } from '../playbook/playbook.js';
import { isFree, nextPiece, type Held } from '../policies/judge-send.js';
import type { Turn } from '../turn.js';
import { stepAt, type JourneyIndex } from './catalogue.js';
import { journeyOf } from './run.js';

interface Standing {
  index: JourneyIndex;
  step: StepOf<'send'>;
}

/**
 * Lets held sends be decided again at once, among all sends of this turn, where what holds them back does so no longer:
 * a pause was changed, a cap has room again or bars no more, no channel is left to wait for.
 */
export function freeHeld(turn: Turn): void {
  for (const enrolment of turn.state.enrolments) {
    const { at } = enrolment;
    if (at.wait !== 'held' || isUnderWay(turn, at)) continue;
    const { index, step } = sendOf(turn, enrolment) ?? {};
    if (index === undefined || step === undefined) continue;
    const held = { send: step.send, held: at, asker: enrolment, pinned: index.playbook };
    if (isFree(turn, held))
      turn.sends.push({ run: { enrolment, index, cursor: turn.at }, position: at });
  }
}

function isUnderWay({ sends }: Turn, held: Held): boolean {
  return sends.some(({ position }) => position === held);
}

/** A lead that had every piece of a pool goes on when there is one more. */
export function wakeRested(turn: Turn): void {
  for (const enrolment of turn.state.enrolments) {
    const { at } = enrolment;
    if (at.wait !== 'exhausted') continue;
    const { index, step } = sendOf(turn, enrolment) ?? {};
    if (index === undefined || step === undefined) continue;
    const piece = nextPiece(turn.state, turn.playbook, index.playbook, step.send.pool ?? '');
    const to = index.steps.get(at.step);
    if (piece !== undefined && to !== undefined)
      turn.moves.push({ enrolment, from: at, to, edge: 'piece' });
  }
}

/** The send at which an enrolment stands. */
function sendOf({ draft }: Turn, enrolment: Enrolment): Standing | undefined {
  const index = journeyOf(draft, enrolment);
  const step = index && stepAt(index, enrolment.at.step);
  return index !== undefined && step?.do === 'send' ? { index, step } : undefined;
}
