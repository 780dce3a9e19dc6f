import { own, type Json } from '../json.js';
import { shortHash } from '../hash.js';
import type { LeadState } from '../lead-state.js';
import type { Counter, Playbook } from '../playbook/playbook.js';
import { passAll } from '../conditions/value-test.js';
import type { Happening, View } from '../conditions/view.js';

/** Entries a counter keeps at most, the newest: conditions ask for small numbers, and the state stays small. */
const MOST = 100;

/** One counted time and, where a property tells them apart, the hash of its value. */
type Entry = [at: number, value?: string];

/** Whose counters: those of a lead, by its playbook and the versions that its runs follow. */
type Counting = Pick<View, 'state' | 'playbook' | 'versions'>;

/** What a counter shows at the view's time: a number of events, or of distinct ones. An age of exactly `within` is out. */
export function countOf(view: View, id: string): number {
  const { state, at } = view;
  const kept = own(state.counters, id);
  const counter = kept === undefined ? undefined : counterOf(view, id);
  if (counter === undefined || kept === undefined) return 0;
  if (typeof kept === 'number') return kept;
  const { within } = counter;
  const entries = kept as unknown as Entry[];
  if (within === undefined) return entries.length;
  return entries.filter(([time]) => at - time < within).length;
}

/** A counter of the newest version, or of an older one that a run follows; an id tells what is counted, so they agree. */
export function counterOf(counting: Counting, id: string): Counter | undefined {
  return own(counting.playbook.counters, id) ?? own(countersFor(counting), id);
}

/**
 * The counters that are kept for a lead. A run that stays on an older version is asked by the conditions of that one, so
 * what they count goes on being counted; for a lead without such a run they are the playbook's own.
 */
export function countersFor({ state, playbook, versions }: Counting): Playbook['counters'] {
  const pinned = state.enrolments.filter(({ version }) => version !== playbook.version);
  if (pinned.length === 0) return playbook.counters;
  const followed = pinned.flatMap(({ version }) => versions?.(version) ?? []);
  return Object.fromEntries(
    [...followed, playbook].flatMap(({ counters }) => Object.entries(counters)),
  );
}

/** Drops what no version counts any more for this lead. Should one ask for it again, its past is counted anew. */
export function forgetCounters(counting: Counting): void {
  const { state } = counting;
  const counters = countersFor(counting);
  for (const id of Object.keys(state.counters)) {
    if (!Object.hasOwn(counters, id)) delete state.counters[id];
  }
}

/** Takes an event into every one of these counters that asks for it. */
export function countHappening(
  state: Pick<LeadState, 'counters'>,
  counters: Playbook['counters'],
  happening: Happening,
): void {
  for (const id of Object.keys(counters)) {
    const counter = counters[id];
    if (counter === undefined || counter.event !== happening.name) continue;
    if (!passAll(counter.where, happening.properties)) continue;
    state.counters[id] = counted(counter, state.counters[id], happening);
  }
}

/** A merged lead has seen what both have seen. */
export function joinCounters(
  winner: Json | undefined,
  loser: Json,
  counter: Counter | undefined,
): Json {
  if (winner === undefined) return loser;
  if (typeof winner === 'number' && typeof loser === 'number') return winner + loser;
  if (!Array.isArray(winner) || !Array.isArray(loser)) return winner;
  const both = [...winner, ...loser] as unknown as Entry[];
  let entries: Entry[] = [];
  for (const entry of both.toSorted(([a], [b]) => a - b)) {
    entries = counter === undefined ? [...entries, entry] : withEntry(counter, entries, entry);
  }
  return entries.slice(-MOST) as unknown as Json;
}

function counted(counter: Counter, kept: Json | undefined, happening: Happening): Json {
  const { within, distinct } = counter;
  if (within === undefined && distinct === undefined) {
    return (typeof kept === 'number' ? kept : 0) + 1;
  }
  const entries = Array.isArray(kept) ? (kept as unknown as Entry[]) : [];
  return withEntry(counter, entries, entryOf(counter, happening)).slice(-MOST) as unknown as Json;
}

function entryOf({ distinct }: Counter, { occurredAt, properties }: Happening): Entry {
  if (distinct === undefined || 'ms' in distinct) return [occurredAt];
  return [occurredAt, shortHash(JSON.stringify(own(properties, distinct.property) ?? null))];
}

/** Entries stay in time order; reloads within the distance are one view, a value seen before only becomes newer. */
function withEntry({ distinct }: Counter, entries: readonly Entry[], entry: Entry): Entry[] {
  const [at, value] = entry;
  if (distinct !== undefined && 'ms' in distinct) {
    if (entries.some(([time]) => Math.abs(at - time) < distinct.ms)) return [...entries];
  }
  const others = value === undefined ? entries : entries.filter(([, seen]) => seen !== value);
  const same = value === undefined ? undefined : entries.find(([, seen]) => seen === value);
  const newest: Entry = same !== undefined && same[0] > at ? same : entry;
  const after = others.findIndex(([time]) => time > newest[0]);
  return after < 0
    ? [...others, newest]
    : [...others.slice(0, after), newest, ...others.slice(after)];
}
