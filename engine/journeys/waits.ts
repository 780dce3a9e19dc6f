import { nextMoment } from '../calendar/local-moment.js';
import { tested } from '../conditions/tested.js';
import type { Anchor } from '../lead-state.js';
import { lastKeptAt } from '../orders/facts.js';
import type { StepOf } from '../playbook/playbook.js';
import { windowOf, zoneOf } from '../policies/window.js';
import { note, type Turn } from '../turn.js';
import { placeOf, type Run } from './run.js';

/** Timers have a resolution of a second: a shorter wait would only turn the wheel. */
const SHORTEST_WAIT = 1_000;

type Anchored = StepOf<'wait'> & { from: Anchor };

/** When a wait is over, and the calendar that had no such day and was not heeded. */
interface End {
  due: number;
  unheeded?: string;
}

/** The day and hour after `since`. A calendar that never opens on it is not waited for: the days are taken as they come. */
export function momentAfter(
  { state, playbook }: Turn,
  { index }: Pick<Run, 'index'>,
  { until }: StepOf<'until'>,
  since: number,
): End {
  const { calendar: name, timeZone } = until;
  const ownZone = zoneOf(state, playbook, timeZone);
  const window = name === undefined ? undefined : windowOf(state, playbook, name, index.playbook);
  const found = nextMoment(until, since, window?.zone ?? ownZone, window?.calendar);
  if (found !== undefined) return { due: found };
  const due = nextMoment(until, since, ownZone) ?? since + SHORTEST_WAIT;
  return name === undefined ? { due } : { due, unheeded: name };
}

/** What was handed over right before the wait: how it ends may still move the enrolment. */
function underWay({ after, called }: Run): Pick<Run, 'after' | 'called'> {
  return {
    ...(after === undefined ? {} : { after }),
    ...(called === undefined ? {} : { called }),
  };
}

export function beginWait(turn: Turn, run: Run, step: StepOf<'wait' | 'until'>): 'stay' {
  const { enrolment, cursor } = run;
  const { id } = step;
  if (step.do === 'wait' && step.from !== undefined)
    return beginAnchored(turn, run, { ...step, from: step.from });
  const { due, ...more } =
    step.do === 'until'
      ? momentAfter(turn, run, step, cursor)
      : { due: cursor + Math.max(step.ms, SHORTEST_WAIT) };
  enrolment.at = {
    step: id,
    wait: 'time',
    since: cursor,
    due,
    ...underWay(run),
  };
  note(turn, { note: 'waiting', ...placeOf(enrolment), step: id, until: due, ...more });
  return 'stay';
}

/** Over when that long has passed since the anchor, at the earliest at once; the hand-over before it has no say. */
function beginAnchored(turn: Turn, { enrolment, cursor }: Run, step: Anchored): 'stay' {
  const { id, ms, from } = step;
  const since = lastKeptAt(turn.state) ?? cursor;
  const due = Math.max(since + ms, cursor + SHORTEST_WAIT);
  enrolment.at = { step: id, wait: 'time', since, due, from };
  note(turn, { note: 'waiting', ...placeOf(enrolment), step: id, until: due });
  return 'stay';
}

export function beginAwait(turn: Turn, run: Run, step: StepOf<'await'>): 'stay' {
  const { enrolment, cursor } = run;
  const { id, timeout } = step;
  const until = timeout === undefined ? undefined : cursor + Math.max(timeout, SHORTEST_WAIT);
  enrolment.at = {
    step: id,
    wait: 'event',
    since: cursor,
    ...(until === undefined ? {} : { due: until }),
    ...underWay(run),
  };
  const awaited = step.for.flatMap(({ condition }) =>
    tested(condition, turn, enrolment).map((one) => one.condition),
  );
  const limit = until === undefined ? {} : { until };
  const what = awaited.join('; ');
  note(turn, { note: 'waiting', ...placeOf(enrolment), step: id, ...limit, for: what });
  return 'stay';
}
