import { MOST_WITHDRAWN } from '../bounds.js';
import { own } from '../json.js';
import type { Enrolment, LeadState } from '../lead-state.js';
import { nextRef } from '../messages/next-ref.js';
import { note, type Turn } from '../turn.js';
import type { Note, Tested } from '../trace.js';
import { foldEnds } from './past-keys.js';
import { placeOf } from './run.js';

type Why = Extract<Note, { note: 'exited' }>['why'];

/** What the end is told with: the conditions that ended it, or what its last step calls it. */
interface More {
  tested?: Tested[];
  reason?: string;
}

/** Ends an enrolment: it leaves the state, its end is kept for re-entry, and what it still asks for is withdrawn. */
export function leave(turn: Turn, enrolment: Enrolment, why: Why, more: More = {}): void {
  const { state } = turn;
  state.enrolments = state.enrolments.filter((one) => one !== enrolment);
  noteEnd(turn, enrolment, more.reason ?? why);
  withdraw(turn, enrolment, why);
  const step = why === 'done' ? {} : { step: enrolment.at.step };
  note(turn, { note: 'exited', ...placeOf(enrolment), ...step, why, ...more });
  turn.changed = true;
}

/** Name under which the end of an enrolment is kept. */
export function endKey({ journey, key }: { journey: string; key?: string }): string {
  return key === undefined ? journey : `${journey}#${key}`;
}

function noteEnd(turn: Turn, enrolment: Enrolment, outcome: string): void {
  const { state, at } = turn;
  const name = endKey(enrolment);
  const times = (own(state.finished, name)?.times ?? 0) + 1;
  state.finished[name] = { at, outcome, times };
  if (enrolment.key !== undefined) foldEnds(turn, enrolment.journey);
}

/** A message held back is dropped and an assignment not yet made is taken back; a message handed over is on its way. */
function withdraw(turn: Turn, enrolment: Enrolment, reason: string): void {
  const { state, at: now, draft } = turn;
  const { at } = enrolment;
  if (at.wait === 'held' && (reason === 'age' || reason === 'deadline')) {
    const { step, template } = at;
    const result = { verdict: 'skipped', why: reason } as const;
    note(turn, { note: 'policy', ...placeOf(enrolment), step, template, result });
  }
  if (at.wait !== 'assigned' || isSharedAssignment(state, at.ref)) return;
  draft.commands.push({
    kind: 'cancel',
    ref: nextRef(state, 'x'),
    target: at.ref,
    reason,
    at: now,
  });
  note(turn, { note: 'cancelled', ref: at.ref, reason });
  state.withdrawn = [...(state.withdrawn ?? []), at.ref].slice(-MOST_WITHDRAWN);
}

/** Another enrolment waits for the same person. */
function isSharedAssignment({ enrolments }: LeadState, ref: string): boolean {
  return enrolments.some(({ at }) => at.wait === 'assigned' && at.ref === ref);
}
