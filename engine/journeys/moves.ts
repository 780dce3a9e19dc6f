import { holds } from '../conditions/holds.js';
import { tested } from '../conditions/tested.js';
import { own, type JsonObject } from '../json.js';
import type { Enrolment } from '../lead-state.js';
import type { Condition } from '../playbook/condition.js';
import type { Tested } from '../trace.js';
import { note, type Move, type Turn } from '../turn.js';
import { stepAt, type JourneyIndex } from './catalogue.js';
import { withoutNews } from './enter.js';
import { entryOf } from './entry.js';
import { leave } from './leave.js';
import { journeyOf, placeOf } from './run.js';
import { walk } from './walk.js';

/** Goals and exits are tested on every input and at every deadline: a lead leaves at once, not at the next send. */
export function leaveWhereOver(turn: Turn): void {
  for (const enrolment of turn.state.enrolments) {
    const index = journeyOf(turn.draft, enrolment);
    if (index === undefined) leave(turn, enrolment, 'retired');
    else testEnds(turn, enrolment, index);
  }
}

function testEnds(turn: Turn, enrolment: Enrolment, { journey }: JourneyIndex): void {
  const view = turn.newcomers.has(enrolment) ? withoutNews(turn) : turn;
  for (const why of ['goal', 'exit'] as const) {
    const condition = journey[why];
    if (condition !== undefined && holds(condition, view, enrolment)) {
      return leave(turn, enrolment, why, { tested: tested(condition, view, enrolment) });
    }
  }
}

/** Event waits that stood before this turn and that it satisfies. Old news satisfies none: waits look forward. */
export function meetWaits(turn: Turn): void {
  if (turn.old !== undefined) return;
  for (const { enrolment, position } of turn.stood) {
    if (enrolment.at !== position) continue;
    const index = journeyOf(turn.draft, enrolment);
    const step = index && stepAt(index, position.step);
    if (step?.do !== 'await') continue;
    const met = step.for.find(({ condition }) => holds(condition, turn, enrolment));
    if (met === undefined) continue;
    const saw = tested(met.condition, turn, enrolment);
    const heard = heardOf(turn, met.condition, enrolment);
    const move = { enrolment, from: position, to: met.edge, edge: 'happened', tested: saw };
    turn.moves.push(heard === undefined ? move : { ...move, heard });
  }
}

/** What the enrolment keeps of the event that ended its wait. */
function heardOf(turn: Turn, met: Condition, enrolment: Enrolment): JsonObject | undefined {
  const { happenings } = turn;
  const one = happenings.find(
    (happening) =>
      happenings.length === 1 || holds(met, { ...turn, happenings: [happening] }, enrolment),
  );
  return one && entryOf(one.properties, own(turn.playbook.events, one.name));
}

/** Moves on everyone whose wait is over, by the order of their journeys. */
export function moveOn(turn: Turn): void {
  const moves = turn.moves.splice(0);
  if (moves.length > 1) moves.sort((a, b) => orderOf(turn, a) - orderOf(turn, b));
  for (const move of moves) {
    const index = journeyOf(turn.draft, move.enrolment);
    const stays = turn.state.enrolments.includes(move.enrolment);
    if (index !== undefined && stays && move.enrolment.at === move.from) act(turn, move, index);
  }
}

function act(
  turn: Turn,
  { enrolment, from, to, edge, tested: saw, heard, resume }: Move,
  index: JourneyIndex,
): void {
  const run = { enrolment, index, cursor: turn.at, ...resume };
  if (to === 'again') {
    turn.sends.push({ run, position: from });
    return;
  }
  const target = to === 'end' ? 'end' : (index.journey.steps[to]?.id ?? 'end');
  if (resume === undefined) {
    noteMove(turn, enrolment, { step: from.step, edge, to: target }, saw);
  }
  // From here it stands nowhere: what it waited for has come.
  if (heard !== undefined) enrolment.heard = heard;
  enrolment.at = { step: from.step, wait: 'time', since: from.since, due: turn.at };
  walk(turn, run, to);
}

function noteMove(
  turn: Turn,
  enrolment: Enrolment,
  move: { step: string; edge: string; to: string },
  saw: Tested[] | undefined,
): void {
  const seen = saw === undefined ? {} : { tested: saw };
  note(turn, { note: 'moved', ...placeOf(enrolment), ...move, ...seen });
}

function orderOf(turn: Turn, { enrolment }: Move): number {
  return journeyOf(turn.draft, enrolment)?.order ?? Infinity;
}
