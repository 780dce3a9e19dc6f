import { catalogueOf } from '../journeys/catalogue.js';
import { endOf } from '../journeys/enter.js';
import { leave } from '../journeys/leave.js';
import { journeyOf, placeOf, versionOf, type Run } from '../journeys/run.js';
import { own } from '../json.js';
import type { Enrolment, Position } from '../lead-state.js';
import type { Edge, Playbook, Step } from '../playbook/playbook.js';
import type { Note } from '../trace.js';
import { note, type Turn } from '../turn.js';
import { alreadyHad, renameSteps } from './already-had.js';
import type { Migration } from './inside.js';
import { landingOf, type Landing, type Passage } from './landing.js';

type Changed = Pick<Extract<Note, { note: 'version' }>, 'did' | 'why' | 'target' | 'was'>;

/**
 * A version was published: runs that follow an older one stay on it, come along or end, as the publication says. Said
 * twice it changes nothing, for those that came along follow the version already.
 */
export function changeVersion(turn: Turn, { playbook, to, inside }: Migration): void {
  const target = playbook === turn.playbook.name ? versionOf(turn.draft, to) : undefined;
  if (target === undefined) return;
  for (const enrolment of turn.state.enrolments) {
    if (enrolment.version >= to) continue;
    const choice = own(inside.journeys, enrolment.journey) ?? { do: inside.default };
    if (choice.do === 'pin') noteChange(turn, enrolment, to, { did: 'pinned', why: 'chosen' });
    else if (choice.do === 'exit') end(turn, enrolment, to, 'chosen');
    else comeAlong(turn, enrolment, target, choice.steps ?? {});
  }
}

function end(turn: Turn, enrolment: Enrolment, to: number, why: 'chosen' | 'gone'): void {
  noteChange(turn, enrolment, to, { did: 'left', why });
  leave(turn, enrolment, why === 'gone' ? 'retired' : 'version');
}

function comeAlong(
  turn: Turn,
  enrolment: Enrolment,
  target: Playbook,
  steps: Passage['steps'],
): void {
  const into = catalogueOf(target).journeys.get(enrolment.journey);
  if (into === undefined) return end(turn, enrolment, target.version, 'gone');
  const from = journeyOf(turn.draft, enrolment);
  if (from !== undefined && from.journey.key !== into.journey.key) {
    return noteChange(turn, enrolment, target.version, { did: 'pinned', why: 'key' });
  }
  const passage = { enrolment, from, into, steps };
  const landing = landingOf(turn, passage);
  noteLanding(turn, passage, landing);
  const had = alreadyHad(turn.state, passage);
  renameSteps(turn.state, passage);
  if (had.length > 0) enrolment.had = had;
  follow(enrolment, into.journey, target.version);
  if ((enrolment.endsAt ?? Infinity) <= turn.at)
    return leave(turn, enrolment, enrolment.endsBy ?? 'age');
  takeUp(turn, passage, landing);
}

/** The bounds of the run are those of its new version, from when it began. */
function follow(enrolment: Enrolment, journey: Passage['into']['journey'], version: number): void {
  enrolment.version = version;
  delete enrolment.endsAt;
  delete enrolment.endsBy;
  Object.assign(enrolment, endOf(journey, enrolment.since));
}

/** The run goes on at its new step, after the goals and exits of this input. */
function takeUp(turn: Turn, { enrolment, into, steps }: Passage, { to, why }: Landing): void {
  const { at } = enrolment;
  const step = to === 'end' ? undefined : into.journey.steps[to];
  // A ticket or a benefit that is asked for is waited for, wherever the run goes on then.
  if ((at.wait === 'assigned' || at.wait === 'granted') && step !== undefined) {
    enrolment.at = { ...at, step: step.id };
    return;
  }
  // From here it stands nowhere: what it waited for is no more.
  const from: Position = { step: step?.id ?? at.step, wait: 'time', since: at.since, due: turn.at };
  enrolment.at = from;
  const keeps = step !== undefined && why !== 'removed' && keepsTime(step, at);
  const resume = { cursor: keeps ? at.since : turn.at, ...heeded(at, steps) };
  turn.moves.push({ enrolment, from, to, edge: 'version', resume });
}

/** The message and the call before a wait: what becomes of them late still moves the run. */
function heeded(at: Position, steps: Passage['steps']): Pick<Run, 'after' | 'called'> {
  if (at.wait !== 'time' && at.wait !== 'event') return {};
  const { after, called } = at;
  return {
    ...(after === undefined ? {} : { after }),
    ...(called === undefined
      ? {}
      : { called: { ...called, step: own(steps, called.step) ?? called.step } }),
  };
}

/** A wait counts from when it began, and so does the life of a message held back; all else begins now. */
function keepsTime(step: Step, at: Position): boolean {
  if (step.do === 'send') return at.wait === 'held';
  return step.do === 'wait' || step.do === 'until' || step.do === 'await';
}

function noteLanding(turn: Turn, { enrolment, into }: Passage, { to, why }: Landing): void {
  const { at } = enrolment;
  const target = nameOf(into, to);
  const was = 'due' in at && at.due !== undefined ? { was: at.due } : {};
  noteChange(turn, enrolment, into.playbook.version, { did: 'moved', why, target, ...was });
}

const nameOf = ({ journey }: Passage['into'], to: Edge): string =>
  to === 'end' ? 'end' : (journey.steps[to]?.id ?? 'end');

function noteChange(turn: Turn, enrolment: Enrolment, to: number, changed: Changed): void {
  const { version: from, at } = enrolment;
  note(turn, { note: 'version', ...placeOf(enrolment), step: at.step, from, to, ...changed });
}
