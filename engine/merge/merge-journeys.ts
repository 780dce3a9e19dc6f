import { own } from '../json.js';
import { endKey, leave } from '../journeys/leave.js';
import { isPastKey, mergePastKeys } from '../journeys/past-keys.js';
import type { Enrolment, LeadState } from '../lead-state.js';
import type { Turn } from '../turn.js';

/** Of two runs of one journey (and key) the further one goes on; a run that has ended is further than one that stands. */
export function mergeJourneys(turn: Turn, loser: LeadState): void {
  for (const enrolment of turn.state.enrolments) {
    if (isOver(turn, loser, enrolment)) leave(turn, enrolment, 'merged');
  }
  const known = knownJourneys(turn.state);
  for (const enrolment of loser.enrolments) {
    if (isOver(turn, turn.state, enrolment)) drop(turn, enrolment);
    else takeIn(turn, enrolment, loser);
  }
  for (const journey of knownJourneys(loser)) {
    if (!known.has(journey)) keepSeed(turn.state, journey, loser);
  }
  mergeEnds(turn, loser.finished);
  mergePastKeys(turn.state, loser);
}

function takeIn(turn: Turn, theirs: Enrolment, loser: LeadState): void {
  const { state } = turn;
  const ours = state.enrolments.find(
    ({ journey, key }) => journey === theirs.journey && key === theirs.key,
  );
  if (ours !== undefined && progress(turn, ours) >= progress(turn, theirs))
    return drop(turn, theirs);
  if (ours !== undefined) leave(turn, ours, 'merged');
  state.enrolments = [...state.enrolments, theirs];
  keepSeed(state, theirs.journey, loser);
}

/** Journeys in which the lead has gone one way or another: at a split it goes that way again. */
function knownJourneys({ enrolments, finished }: LeadState): Set<string> {
  const ended = Object.keys(finished).map((name) => name.replace(/#.*$/su, ''));
  return new Set([...enrolments.map(({ journey }) => journey), ...ended]);
}

function keepSeed(state: LeadState, journey: string, { lead, seeds }: LeadState): void {
  state.seeds = { ...state.seeds, [journey]: own(seeds ?? {}, journey) ?? lead };
}

/** What the dropped run asked for is withdrawn like that of any run that leaves. */
function drop(turn: Turn, enrolment: Enrolment): void {
  turn.state.enrolments = [...turn.state.enrolments, enrolment];
  leave(turn, enrolment, 'merged');
}

function isOver(turn: Turn, lead: LeadState, enrolment: Enrolment): boolean {
  const hasEnded = Object.hasOwn(lead.finished, endKey(enrolment)) || isPastKey(lead, enrolment);
  const reentry = turn.catalogue.journeys.get(enrolment.journey)?.journey.reentry.may;
  return hasEnded && reentry === 'never';
}

function progress({ catalogue }: Turn, { journey, at }: Enrolment): number {
  return catalogue.journeys.get(journey)?.steps.get(at.step) ?? -1;
}

function mergeEnds({ state }: Turn, theirs: LeadState['finished']): void {
  for (const [name, end] of Object.entries(theirs)) {
    const ours = own(state.finished, name);
    const later = ours === undefined || end.at > ours.at ? end : ours;
    state.finished[name] = { ...later, times: end.times + (ours?.times ?? 0) };
  }
}
