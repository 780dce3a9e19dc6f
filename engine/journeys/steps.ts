import { addTag, removeTag } from '../attributes/tags.js';
import { setAttribute } from '../attributes/set-attribute.js';
import { holds } from '../conditions/holds.js';
import { tested } from '../conditions/tested.js';
import { leadWords } from '../messages/lead-words.js';
import { nextRef } from '../messages/next-ref.js';
import { expiryOf } from '../policies/expiry.js';
import type { Edge, Step } from '../playbook/playbook.js';
import { addPoints } from '../scoring/ledger.js';
import { tierRank } from '../standing/tier.js';
import { fill } from '../text.js';
import { note, type Turn } from '../turn.js';
import { placeOf, type Run } from './run.js';

/** Timers have a resolution of a second: a shorter wait would only turn the wheel. */
const SHORTEST_WAIT = 1_000;

type Kind = Step['do'];
type StepOf<K extends Kind> = Extract<Step, { do: K }>;
/** Where to go next; `stay` where the enrolment now waits. */
type Outcome = Edge | 'stay';

/** Does one step of a journey. */
export function takeStep(turn: Turn, run: Run, step: Step): Outcome {
  switch (step.do) {
    case 'send':
      return reachSend(turn, run, step);
    case 'wait':
      return beginWait(turn, run, step);
    case 'await':
      return beginAwait(turn, run, step);
    case 'branch':
      return chooseBranch(turn, run, step);
    case 'assign':
      return askForPerson(turn, run, step);
    case 'notify':
      return notify(turn, run, step);
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
    expiresAt: expiryOf(turn, index.playbook, send, cursor),
    template: send.template ?? send.pool ?? '',
  };
  turn.sends.push({ run: { enrolment, index, cursor }, position: enrolment.at });
  return 'stay';
}

function beginWait(turn: Turn, run: Run, { id, ms }: StepOf<'wait'>): Outcome {
  const { enrolment, cursor, after } = run;
  const due = cursor + Math.max(ms, SHORTEST_WAIT);
  enrolment.at = {
    step: id,
    wait: 'time',
    since: cursor,
    due,
    ...(after === undefined ? {} : { after }),
  };
  note(turn, { note: 'waiting', ...placeOf(enrolment), step: id, until: due });
  return 'stay';
}

function beginAwait(turn: Turn, run: Run, step: StepOf<'await'>): Outcome {
  const { enrolment, cursor, after } = run;
  const { id, timeout } = step;
  const until = timeout === undefined ? undefined : cursor + Math.max(timeout, SHORTEST_WAIT);
  enrolment.at = {
    step: id,
    wait: 'event',
    since: cursor,
    ...(until === undefined ? {} : { due: until }),
    ...(after === undefined ? {} : { after }),
  };
  const awaited = step.for.flatMap(({ condition }) =>
    tested(condition, turn, enrolment).map((one) => one.condition),
  );
  const limit = until === undefined ? {} : { until };
  note(turn, {
    note: 'waiting',
    ...placeOf(enrolment),
    step: id,
    ...limit,
    for: awaited.join('; '),
  });
  return 'stay';
}

function chooseBranch(
  turn: Turn,
  { enrolment }: Run,
  { cases, otherwise }: StepOf<'branch'>,
): Outcome {
  return cases.find(({ when }) => holds(when, turn, enrolment))?.to ?? otherwise;
}

/** With an open ticket in the queue, `keep` has its person already. */
function askForPerson(turn: Turn, run: Run, step: StepOf<'assign'>): Outcome {
  const { state, draft, playbook } = turn;
  const { enrolment, cursor } = run;
  const { id, queue, ifOpen, strategy } = step;
  const place = placeOf(enrolment);
  if (ifOpen === 'keep' && state.tickets.some((ticket) => ticket.queue === queue)) return step.next;
  const ref = nextRef(state, 't');
  draft.commands.push({
    kind: 'assign',
    ref,
    ...place,
    step: id,
    queue,
    reason: fill(step.reason, leadWords(state, playbook), enrolment.entry),
    ifOpen,
    ...(strategy === undefined ? {} : { strategy }),
    at: cursor,
  });
  enrolment.at = { step: id, wait: 'assigned', since: cursor, ref };
  note(turn, { note: 'assign', ...place, step: id, ref, queue });
  return 'stay';
}

function notify(turn: Turn, { enrolment, cursor }: Run, step: StepOf<'notify'>): Outcome {
  const { state, draft, playbook } = turn;
  const { id, to, channels, template, next } = step;
  const ref = nextRef(state, 'n');
  const place = placeOf(enrolment);
  const { entry } = enrolment;
  const lead = leadWords(state, playbook);
  const what = { ref, ...place, step: id, to, channels: [...channels], template };
  draft.commands.push({ kind: 'notify', ...what, at: cursor, entry: { ...entry }, lead });
  note(turn, { note: 'notify', ...place, step: id, ref, to });
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
      for (const tag of step.remove) removeTag(turn, tag);
      for (const tag of step.add) addTag(turn, tag);
      break;
    case 'set':
      setAttribute(turn, step.attribute, step.value);
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
