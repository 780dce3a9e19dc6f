import { MOST_ENDS, MOST_PAST_KEYS, MOST_RUNS } from '../bounds.js';
import { hash } from '../hash.js';
import { own } from '../json.js';
import type { Enrolment, LeadState } from '../lead-state.js';
import type { Turn } from '../turn.js';

type Place = Pick<Enrolment, 'journey' | 'key'>;

/** Length of a hashed key: of 64 keys one is taken for another once in a million times. */
const WIDTH = 5;
const HASHES = 36 ** WIDTH;

/**
 * Ends of a journey that runs by key are kept for as many keys as may run side by side. Where it is never entered again,
 * fewer will do, for the keys before are still known: by their hashes in one text, newest last, so that many have room.
 */
export function foldEnds({ state, catalogue }: Turn, journey: string): void {
  const isOnce = catalogue.journeys.get(journey)?.journey.reentry.may === 'never';
  const prefix = `${journey}#`;
  const names = Object.keys(state.finished).filter((name) => name.startsWith(prefix));
  const most = isOnce ? MOST_ENDS : MOST_RUNS;
  if (names.length <= most) return;
  const age = (name: string) => own(state.finished, name)?.at ?? 0;
  const old = names.toSorted((a, b) => age(b) - age(a)).slice(most);
  for (const name of old) delete state.finished[name];
  if (isOnce)
    keep(
      state,
      journey,
      old.toReversed().map((name) => hashed(name.slice(prefix.length))),
    );
}

/** Whether a run of this key ended so long ago that only its hash is left. */
export function isPastKey({ pastKeys = {} }: LeadState, { journey, key }: Place): boolean {
  return key !== undefined && hashesOf(pastKeys, journey).includes(hashed(key));
}

/** What either lead has behind it is behind both. */
export function mergePastKeys(state: LeadState, { pastKeys = {} }: LeadState): void {
  for (const journey of Object.keys(pastKeys)) keep(state, journey, hashesOf(pastKeys, journey));
}

function keep(state: LeadState, journey: string, hashes: string[]): void {
  const known = hashesOf(state.pastKeys ?? {}, journey);
  const all = [...new Set([...known, ...hashes])].slice(-MOST_PAST_KEYS);
  state.pastKeys = { ...state.pastKeys, [journey]: all.join('') };
}

function hashesOf(pastKeys: { [journey: string]: string }, journey: string): string[] {
  const text = own(pastKeys, journey) ?? '';
  return Array.from({ length: text.length / WIDTH }, (_, place) =>
    text.slice(place * WIDTH, (place + 1) * WIDTH),
  );
}

const hashed = (key: string): string => (hash(key) % HASHES).toString(36).padStart(WIDTH, '0');
