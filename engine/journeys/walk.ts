import { tested } from '../conditions/tested.js';
import type { Enrolment } from '../lead-state.js';
import type { Edge, Step } from '../playbook/playbook.js';
import { note, type Turn } from '../turn.js';
import { leave } from './leave.js';
import { placeOf, type Run } from './run.js';
import { takeStep } from './steps.js';

/** Steps one enrolment may take in one input or deadline; more is a circle without a wait. */
const STEP_BUDGET = 200;

/** Moves an enrolment along its steps until it waits, reaches a send, or ends. */
export function walk(turn: Turn, run: Run, edge: Edge): void {
  let next: Edge | 'stay' = edge;
  let reason: { reason?: string } = {};
  while (next !== 'stay') {
    const step: Step | undefined = next === 'end' ? undefined : run.index.journey.steps[next];
    if (step === undefined) return leave(turn, run.enrolment, 'done', reason);
    if (!withinBudget(turn, run, step)) return;
    next = takeStep(turn, run, step);
    if (next !== 'stay') noteMove(turn, run, step, next);
    if (step.do === 'exit' && step.reason !== undefined) reason = { reason: step.reason };
  }
}

function withinBudget(turn: Turn, { enrolment }: Run, { id }: Step): boolean {
  const taken = (turn.steps.get(enrolment) ?? 0) + 1;
  turn.steps.set(enrolment, taken);
  if (taken <= STEP_BUDGET) return true;
  endForBudget(turn, enrolment, id);
  return false;
}

/** A journey that only turns in circles is ended with an error on it; the lead and its other journeys go on. */
export function endForBudget(turn: Turn, enrolment: Enrolment, step: string): void {
  note(turn, { note: 'budget', journey: enrolment.journey, step });
  leave(turn, enrolment, 'budget');
}

/** The trace names the step it goes to; a branch also says what it saw, a split whether the lead is held out. */
function noteMove(turn: Turn, { enrolment, index }: Run, step: Step, to: Edge): void {
  const target = to === 'end' ? 'end' : (index.journey.steps[to]?.id ?? 'end');
  const move = { note: 'moved', ...placeOf(enrolment), step: step.id, to: target } as const;
  if (step.do === 'split') {
    const held = step.holdout !== undefined && enrolment.holdout === true;
    note(turn, { ...move, edge: 'split', ...(held ? { holdout: true } : {}) });
    return;
  }
  if (step.do !== 'branch') return note(turn, { ...move, edge: 'next' });
  const saw = step.cases.flatMap(({ when }) => tested(when, turn, enrolment));
  const chosen = step.cases.find((one) => one.to === to) === undefined ? 'else' : 'case';
  note(turn, { ...move, edge: chosen, tested: saw });
}
