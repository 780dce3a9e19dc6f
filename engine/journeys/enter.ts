import { MOST_RUNS } from '../bounds.js';
import { holds } from '../conditions/holds.js';
import { tested } from '../conditions/tested.js';
import { matches } from '../conditions/value-test.js';
import type { View } from '../conditions/view.js';
import { own } from '../json.js';
import type { Enrolment } from '../lead-state.js';
import type { Condition } from '../playbook/condition.js';
import type { Journey } from '../playbook/playbook.js';
import type { Note, Tested } from '../trace.js';
import { note, type Turn } from '../turn.js';
import type { Entrance, JourneyIndex } from './catalogue.js';
import { entryOf, keyOf, type DeclaredEvent } from './entry.js';
import type { Knock } from './knock.js';
import { endKey, leave } from './leave.js';
import { isPastKey } from './past-keys.js';
import { placeOf } from './run.js';
import { walk } from './walk.js';

/** Enrolments a lead may have at once; only journeys that run by key could have more. */
const MOST = 40;

type Refusal = { why: Extract<Note, { note: 'passed-over' }>['why']; tested?: Tested[] };

/** Everything that fired in this turn knocks once, by priority; the guards are all tested before anyone walks. */
export function enterAll(turn: Turn): void {
  const asked = turn.asked.splice(0).filter((knock) => isFirst(turn, knock));
  const admitted = [...asked, ...knocks(turn)].flatMap((knock) => admit(turn, knock) ?? []);
  for (const { enrolment, index } of admitted) {
    if (turn.state.enrolments.includes(enrolment)) {
      walk(turn, { enrolment, index, cursor: turn.at }, index.journey.steps.length > 0 ? 0 : 'end');
    }
  }
}

/** Journeys that put a lead into each other would do so for ever: each is entered by a step once in one turn. */
function isFirst(turn: Turn, { index: { journey }, properties, manual }: Knock): boolean {
  if (manual === true) return true;
  const key = keyOf(journey, properties);
  const name = `enrol:${journey.id}#${key ?? ''}`;
  const first = !turn.spent.has(name);
  turn.spent.add(name);
  const place = { journey: journey.id, ...(key === undefined ? {} : { key }) };
  if (!first) note(turn, { note: 'passed-over', ...place, why: 'circle' });
  return first;
}

function knocks(turn: Turn): Knock[] {
  const fired = [...turn.fired];
  turn.fired.clear();
  const found = fired.flatMap((name) => knocksOf(turn, name));
  const byOrder = found.toSorted((a, b) => a.index.order - b.index.order);
  const seen = new Set<string>();
  return byOrder.filter(({ index: { journey }, properties }) => {
    const name = `${journey.id}#${keyOf(journey, properties) ?? ''}`;
    return !seen.has(name) && seen.add(name);
  });
}

function knocksOf(turn: Turn, name: string): Knock[] {
  const { catalogue, happenings } = turn;
  const properties = happenings[0]?.properties ?? {};
  if (name.startsWith('true:')) {
    const found = catalogue.becoming.find((one) => `true:${one.name}` === name);
    return found === undefined
      ? []
      : [{ index: found.entrance.index, properties, because: 'becomesTrue' }];
  }
  const entrances = catalogue.entrances.get(name) ?? [];
  if (!name.startsWith('event:')) {
    return entrances.map(({ index }) => ({ index, properties, because: name }));
  }
  return entrances.flatMap((entrance) => knocksOfEvent(turn, entrance));
}

function knocksOfEvent({ happenings }: Turn, { index, trigger }: Entrance): Knock[] {
  if (trigger.on !== 'event') return [];
  return happenings
    .filter((happening) => matches(trigger.pattern, happening))
    .map(({ name, properties }) => ({ index, properties, because: `event:${name}` }));
}

function admit(
  turn: Turn,
  knock: Knock,
): { enrolment: Enrolment; index: JourneyIndex } | undefined {
  const { index, properties, because } = knock;
  const { journey } = index;
  const key = keyOf(journey, properties);
  const enrolment: Enrolment = {
    journey: journey.id,
    ...(key === undefined ? {} : { key }),
    version: index.playbook.version,
    since: turn.at,
    entry: entryOf(properties, eventOf(turn, because)),
    ...endOf(journey, turn.at),
    at: { step: '', wait: 'exhausted', since: turn.at },
  };
  const refusal = refusalOf(turn, knock, enrolment);
  if (refusal !== undefined) {
    note(turn, { note: 'passed-over', ...placeOf(enrolment), ...refusal });
    return undefined;
  }
  const inside = insideOf(turn, enrolment);
  if (inside !== undefined) leave(turn, inside, 'restart');
  turn.state.enrolments = [...turn.state.enrolments, enrolment];
  turn.newcomers.add(enrolment);
  turn.changed = true;
  note(turn, { note: 'entered', ...placeOf(enrolment), because });
  return { enrolment, index };
}

/** The declared properties of the event that knocked. */
function eventOf({ playbook }: Turn, because: string): DeclaredEvent | undefined {
  return because.startsWith('event:') ? own(playbook.events, because.slice(6)) : undefined;
}

function refusalOf(
  turn: Turn,
  { index, manual }: Knock,
  enrolment: Enrolment,
): Refusal | undefined {
  const { journey } = index;
  const inside = insideOf(turn, enrolment) !== undefined;
  if (turn.circling.has(endKey(enrolment))) return { why: 'budget' };
  if (inside && journey.reentry.may !== 'restart') return { why: 'inside' };
  if (!inside && isFull(turn, journey)) return { why: 'limit' };
  if (manual === true) return undefined;
  if (turn.old !== undefined) return { why: turn.old };
  if (!mayReenter(turn, journey, enrolment)) return { why: 'reentry' };
  const failed = (condition: Condition, view: View) => tested(condition, view, enrolment);
  if (journey.where !== undefined && !holds(journey.where, turn, enrolment)) {
    return { why: 'guard', tested: failed(journey.where, turn) };
  }
  const silent = withoutNews(turn);
  const over = [journey.goal, journey.exit].find(
    (one) => one !== undefined && holds(one, silent, enrolment),
  );
  return over === undefined ? undefined : { why: 'exit', tested: failed(over, silent) };
}

function isFull({ state: { enrolments } }: Turn, { id }: Journey): boolean {
  if (enrolments.length >= MOST) return true;
  return enrolments.filter(({ journey }) => journey === id).length >= MOST_RUNS;
}

function insideOf({ state }: Turn, { journey, key }: Enrolment): Enrolment | undefined {
  return state.enrolments.find((one) => one.journey === journey && one.key === key);
}

function mayReenter({ state, at }: Turn, { reentry }: Journey, enrolment: Enrolment): boolean {
  const ended = own(state.finished, endKey(enrolment));
  if (reentry.may === 'restart') return true;
  if (ended === undefined) return reentry.may !== 'never' || !isPastKey(state, enrolment);
  return reentry.may === 'after-exit' && at - ended.at >= reentry.atLeast;
}

/** An event may begin a run that the same event would end: its own exits look at what lasts, not at this event. */
export function withoutNews(turn: Turn): View {
  const { state, playbook, at, tierBefore } = turn;
  return { state, playbook, at, tierBefore, happenings: [] };
}

/** The moment at which a run that began at `since` ends, whatever it is doing. */
export function endOf(
  { maxAge, deadline }: Journey,
  since: number,
): Pick<Enrolment, 'endsAt' | 'endsBy'> {
  const longest = Math.min(maxAge ?? Infinity, deadline ?? Infinity);
  if (longest === Infinity) return {};
  return { endsAt: since + longest, endsBy: longest === deadline ? 'deadline' : 'age' };
}
