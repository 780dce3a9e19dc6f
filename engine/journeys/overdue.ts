import type { Enrolment } from '../lead-state.js';
import type { Move, Turn } from '../turn.js';
import { stepAt } from './catalogue.js';
import { turnsInCircles } from './circles.js';
import { leave } from './leave.js';
import { endForBudget } from './walk.js';
import { journeyOf } from './run.js';

/** Ends the runs whose age or deadline is reached; what they still held is dropped, never sent late. */
export function endOverdueRuns(turn: Turn): void {
  for (const enrolment of turn.state.enrolments) {
    const { endsAt = Infinity, endsBy = 'age' } = enrolment;
    if (endsAt <= turn.at) leave(turn, enrolment, endsBy);
  }
}

/** Gathers the waits that are over and the held messages whose time has come. */
export function findDueMoves(turn: Turn): void {
  for (const enrolment of turn.state.enrolments) {
    const { at } = enrolment;
    if (!('due' in at) || at.due > turn.at) continue;
    const exit = wayOut(turn, enrolment);
    if (exit === undefined) leave(turn, enrolment, 'retired');
    else if (turnsInCircles(turn, enrolment)) endForBudget(turn, enrolment, at.step);
    else turn.moves.push({ enrolment, from: at, ...exit });
  }
}

/** Where a wait leads when its time is over; nothing where its step is gone from the journey. */
function wayOut(turn: Turn, enrolment: Enrolment): Pick<Move, 'to' | 'edge'> | undefined {
  const { at } = enrolment;
  const index = journeyOf(turn.draft, enrolment);
  const step = index && stepAt(index, at.step);
  if (at.wait === 'held') return step?.do === 'send' ? { to: 'again', edge: 'again' } : undefined;
  if (step?.do === 'wait' || step?.do === 'until') return { to: step.next, edge: 'over' };
  return step?.do === 'await' ? { to: step.onTimeout, edge: 'timeout' } : undefined;
}
