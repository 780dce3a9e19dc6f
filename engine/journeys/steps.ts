import { askForBenefit } from '../benefits/grant.js';
import { addTag, removeTag } from '../attributes/tags.js';
import { setAttribute } from '../attributes/set-attribute.js';
import { holds } from '../conditions/holds.js';
import type { Enrolment } from '../lead-state.js';
import { expiryOf } from '../policies/expiry.js';
import type { Edge, Step, StepOf } from '../playbook/playbook.js';
import { addPoints } from '../scoring/ledger.js';
import { tierRank } from '../standing/tier.js';
import type { Turn } from '../turn.js';
import { filled } from './filled.js';
import { askForPerson, callOut, notify } from './asks.js';
import type { Run } from './run.js';
import { chooseWay, isHeldOut } from './split.js';
import { beginAwait, beginWait } from './waits.js';

/** Where to go next; `stay` where the enrolment now waits. */
type Outcome = Edge | 'stay';

/** Does one step of a journey. */
export function takeStep(turn: Turn, run: Run, step: Step): Outcome {
  switch (step.do) {
    case 'send':
      return reachSend(turn, run, step);
    case 'wait':
    case 'until':
      return beginWait(turn, run, step);
    case 'await':
      return beginAwait(turn, run, step);
    case 'branch':
      return chooseBranch(turn, run, step);
    case 'split':
      return split(turn, run, step);
    case 'enrol':
      return enrol(turn, run, step);
    case 'assign':
      return askForPerson(turn, run, step);
    case 'notify':
      return notify(turn, run, step);
    case 'webhook':
      return callOut(turn, run, step);
    case 'grant':
      askForBenefit(turn, run, step);
      return 'stay';
    case 'exit':
      return 'end';
    default:
      return change(turn, run, step);
  }
}

/** The send waits for its turn among all sends of this input or deadline; from here its expiry counts. */
function reachSend(
  turn: Turn,
  { enrolment, index, cursor }: Run,
  { id, send }: StepOf<'send'>,
): Outcome {
  enrolment.at = {
    step: id,
    wait: 'held',
    since: cursor,
    due: cursor,
    why: 'window',
    expiresAt: expiryOf(turn, index.playbook, send, cursor, enrolment),
    template: send.template ?? send.pool ?? '',
  };
  turn.sends.push({ run: { enrolment, index, cursor }, position: enrolment.at });
  return 'stay';
}

function chooseBranch(
  turn: Turn,
  { enrolment }: Run,
  { cases, otherwise }: StepOf<'branch'>,
): Outcome {
  return cases.find(({ when }) => holds(when, turn, enrolment))?.to ?? otherwise;
}

/** Once held out, a run stays so to its end. */
function split({ state }: Turn, { enrolment }: Run, step: StepOf<'split'>): Edge {
  if (isHeldOut(state, enrolment, step)) enrolment.holdout = true;
  return chooseWay(state, enrolment, step);
}

/** The other journey's guard and re-entry are asked like at any entrance; it begins with what this run began with. */
function enrol(turn: Turn, { enrolment }: Run, { id, journey, next }: StepOf<'enrol'>): Edge {
  const index = turn.catalogue.journeys.get(journey);
  const because = `enrol:${enrolment.journey}/${id}`;
  if (index !== undefined) turn.asked.push({ index, properties: enrolment.entry, because });
  turn.changed = true;
  return next;
}

function change(
  turn: Turn,
  { enrolment, cursor }: Run,
  step: StepOf<'tag' | 'set' | 'score' | 'promote'>,
): Edge {
  const because = `${enrolment.journey}/${step.id}`;
  switch (step.do) {
    case 'tag':
      changeTags(turn, enrolment, step);
      break;
    case 'set':
      setValue(turn, enrolment, step);
      break;
    case 'score': {
      const { dimension, points } = step;
      addPoints(turn, { rule: `step:${because}`, dimension, points, cause: because, at: cursor });
      break;
    }
    case 'promote':
      promote(turn, step, cursor, because);
  }
  return step.next;
}

function changeTags(turn: Turn, enrolment: Enrolment, { add, remove }: StepOf<'tag'>): void {
  for (const tag of remove) removeTag(turn, filled(turn, enrolment, tag) ?? '');
  for (const tag of add) addTag(turn, filled(turn, enrolment, tag) ?? '');
}

function setValue(turn: Turn, enrolment: Enrolment, { attribute, value }: StepOf<'set'>): void {
  const whole = typeof value === 'string' ? filled(turn, enrolment, value) : value;
  if (whole !== undefined) setAttribute(turn, attribute, whole);
}

/** A lower promotion leaves a higher one that still runs alone. */
function promote(turn: Turn, step: StepOf<'promote'>, since: number, because: string): void {
  const { state, playbook } = turn;
  const { tier, untilFeedback, atMost } = step;
  if (state.floor !== undefined && tierRank(playbook, state.floor.tier) > tierRank(playbook, tier))
    return;
  const until = Math.max(since + atMost, state.floor?.tier === tier ? state.floor.until : since);
  state.floor = { tier, since, until, untilFeedback: [...untilFeedback], because };
  turn.changed = true;
}
