import { isKnown } from '../attributes/derive.js';
import { setAttribute } from '../attributes/set-attribute.js';
import { takeOverTag } from '../attributes/tags.js';
import { truthsOf } from '../journeys/truths.js';
import { own } from '../json.js';
import type { LeadState } from '../lead-state.js';
import { counterOf, joinCounters } from '../scoring/counters.js';
import { tierRank } from '../standing/tier.js';
import type { Turn } from '../turn.js';

/** Everything about the person: attributes, tags, consent, reach, marks, counters, stage, promotion, pause. */
export function mergeProfile(turn: Turn, loser: LeadState): void {
  const { state } = turn;
  fillGaps(turn, loser);
  for (const tag of loser.tags) takeOverTag(turn, tag);
  mergeConsent(state, loser);
  mergeReach(state, loser);
  mergeHeld(state, loser);
  for (const [mark, at] of Object.entries(loser.marks)) {
    state.marks[mark] = Math.min(state.marks[mark] ?? Infinity, at);
  }
  for (const [id, kept] of Object.entries(loser.counters)) {
    // One that only a run of the loser's needs is known by that run, which is not taken over yet.
    const counter = counterOf(turn, id) ?? counterOf({ ...turn, state: loser }, id);
    state.counters[id] = joinCounters(state.counters[id], kept, counter);
  }
  takeOverTruths(turn, loser);
  mergeTimes(state, loser);
  mergeStanding(turn, loser);
}

/**
 * What is derived is derived of what the two together know, and not taken over: the loser's was made of its own source.
 * Where neither knows a source it was given for itself, and fills a gap like any other.
 */
function fillGaps(turn: Turn, { attributes }: LeadState): void {
  const sourceOf = (name: string) => own(turn.playbook.attributes, name)?.derive?.from;
  const isMade = (source: string | undefined) =>
    source !== undefined && (own(attributes, source) !== undefined || isKnown(turn, source));
  const all = Object.entries(attributes);
  const plain = all.filter(([name]) => sourceOf(name) === undefined);
  const derived = all.filter(([name]) => sourceOf(name) !== undefined);
  for (const [name, value] of [...plain, ...derived]) {
    if (!isKnown(turn, name) && !isMade(sourceOf(name))) setAttribute(turn, name, value);
  }
}

/** What was true of either of the two does not become true by their being one. */
function takeOverTruths(turn: Turn, loser: LeadState): void {
  const { catalogue, playbook, at, trueBefore } = turn;
  const view = { state: loser, playbook, at, happenings: [], tierBefore: loser.tier };
  for (const name of truthsOf(catalogue, view)) trueBefore.add(name);
}

/** The last word counts; of two at once, the refusal. */
function mergeConsent(state: LeadState, loser: LeadState): void {
  for (const [name, theirs] of Object.entries(loser.consent)) {
    const ours = own(state.consent, name);
    const wins =
      ours === undefined || theirs.at > ours.at || (theirs.at === ours.at && !theirs.granted);
    if (wins) state.consent[name] = theirs;
  }
}

/** Whoever of the two can be reached makes one that can; a suppression holds for both. */
function mergeReach({ reach }: LeadState, loser: LeadState): void {
  for (const [channel, theirs] of Object.entries(loser.reach)) {
    const both = [own(reach, channel) ?? 'none', theirs];
    reach[channel] =
      both.find((one) => one === 'suppressed') ?? both.find((one) => one === 'ok') ?? 'none';
  }
}

function mergeTimes(state: LeadState, loser: LeadState): void {
  const captured = Math.min(state.capturedAt ?? Infinity, loser.capturedAt ?? Infinity);
  if (captured !== Infinity) state.capturedAt = captured;
  const active = Math.max(state.lastActivityAt ?? -Infinity, loser.lastActivityAt ?? -Infinity);
  if (active !== -Infinity) state.lastActivityAt = active;
  if (loser.locale !== undefined) state.locale ??= loser.locale;
  if (loser.timeZone !== undefined) state.timeZone ??= loser.timeZone;
}

function mergeStanding({ state, playbook }: Turn, loser: LeadState): void {
  const rank = (stage: string) => playbook.stages.findIndex(({ id }) => id === stage);
  if (rank(loser.stage) > rank(state.stage)) state.stage = loser.stage;
  const { floor } = loser;
  const present = state.floor === undefined ? -1 : tierRank(playbook, state.floor.tier);
  if (floor !== undefined && tierRank(playbook, floor.tier) > present) {
    state.floor = floor;
  }
  if (loser.paused !== undefined) state.paused ??= loser.paused;
}

/** What waits for a word goes on waiting, unless it has happened to the other one. */
function mergeHeld(state: LeadState, loser: LeadState): void {
  const waits = (trigger: string, other: LeadState) =>
    own(other.marks, trigger) === undefined || own(other.held ?? {}, trigger) !== undefined;
  const ours = Object.entries(state.held ?? {}).filter(([trigger]) => waits(trigger, loser));
  const theirs = Object.entries(loser.held ?? {}).filter(([trigger]) => waits(trigger, state));
  const held = Object.fromEntries([...theirs, ...ours]);
  delete state.held;
  if (Object.keys(held).length > 0) state.held = held;
}
