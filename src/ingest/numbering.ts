import { sql } from 'kysely';
import type { Input } from '../../engine/input.js';
import { plainArray } from '../database/array-literal.js';
import type { Trx } from '../database/database.js';
import type { Arrival, Placed } from './inbox.js';

export interface Counter {
  leadId: string;
  lastN: number;
  /** Epoch ms of the engine's clock; -Infinity before the first input. */
  lastAt: number;
  /** Silent inputs in a row. */
  silent: number;
}

export interface OwedRing {
  leadId: string;
  n: number;
  /** Newest last, at most a handful: for the reader of Temporal's history. */
  names: string[];
}

export interface Numbered {
  placed: Placed[];
  /** Whether each arrival rings, in the order of the arrivals. */
  ringing: boolean[];
  /** As they stand afterwards, in id order. */
  counters: Counter[];
  /** In id order. */
  rings: OwedRing[];
}

/** So many silent inputs in a row are worth a turn, or a lead that only browses would never be decided. */
const SILENT_AT_MOST = 40;
const NAMES_AT_MOST = 5;
/** A merge of a merge of a merge: longer chains are a bug. */
const LONGEST_CHAIN = 8;

interface CounterRow extends Counter {
  mergedInto: string | null;
}

/**
 * The counters under which these leads are numbered, locked in id order. A lead that a merge has taken over is answered
 * with the winner's counter: the lock on the loser's row is what told us, so nothing is appended to a closed inbox.
 */
export async function lockCounters(
  trx: Trx,
  leadIds: readonly string[],
): Promise<Map<string, Counter>> {
  const found = new Map<string, CounterRow>();
  let wanted = [...new Set(leadIds)];
  for (let hops = 0; wanted.length > 0; hops++) {
    if (hops > LONGEST_CHAIN) throw new Error('Merged leads point at each other');
    for (const row of await lock(trx, wanted)) found.set(row.leadId, row);
    const winners = wanted.flatMap((id) => counterOf(found, id).mergedInto ?? []);
    wanted = [...new Set(winners)].filter((id) => !found.has(id));
  }
  return new Map(leadIds.map((id) => [id, follow(found, id)]));
}

async function lock(trx: Trx, leadIds: readonly string[]): Promise<CounterRow[]> {
  const { rows } = await sql<CounterRow>`/* prepared */
    select lead_id as "leadId", last_n as "lastN", silent, merged_into as "mergedInto",
      (extract(epoch from last_at) * 1000)::float8 as "lastAt"
    from lead_counter where lead_id = any(${plainArray(leadIds)}::uuid[]) order by lead_id for update`.execute(
    trx,
  );
  return rows;
}

function counterOf(found: ReadonlyMap<string, CounterRow>, leadId: string): CounterRow {
  const row = found.get(leadId);
  if (row === undefined) throw new Error(`Lead ${leadId} has no counter`);
  return row;
}

function follow(found: ReadonlyMap<string, CounterRow>, leadId: string): Counter {
  let row = counterOf(found, leadId);
  while (row.mergedInto !== null) row = counterOf(found, row.mergedInto);
  return row;
}

/**
 * Numbers arrivals in the order given.
 *
 * @param now epoch ms of the engine's clock, read under the locks
 */
export function number(
  arrivals: readonly Arrival[],
  locked: ReadonlyMap<string, Counter>,
  now: number,
): Numbered {
  const counters = new Map<string, Counter>();
  const rings = new Map<string, OwedRing>();
  const placed: Placed[] = [];
  const ringing: boolean[] = [];
  for (const arrival of arrivals) {
    const before = locked.get(arrival.leadId);
    if (before === undefined) throw new Error(`Lead ${arrival.leadId} is not locked`);
    const counter = counters.get(before.leadId) ?? {
      ...before,
      lastAt: Math.max(now, before.lastAt),
    };
    counters.set(counter.leadId, counter);
    const isRinging = advance(counter, arrival.rings);
    if (isRinging) ring(rings, counter, arrival);
    ringing.push(isRinging);
    placed.push({ leadId: counter.leadId, n: counter.lastN, at: counter.lastAt });
  }
  return { placed, ringing, counters: byId(counters), rings: byId(rings) };
}

/** Takes the next number. Answers whether that input rings. */
function advance(counter: Counter, rings: boolean): boolean {
  counter.lastN += 1;
  counter.silent += 1;
  const isRinging = rings || counter.silent >= SILENT_AT_MOST;
  if (isRinging) counter.silent = 0;
  return isRinging;
}

function ring(rings: Map<string, OwedRing>, { leadId, lastN }: Counter, { input }: Arrival): void {
  const owed = rings.get(leadId) ?? { leadId, n: lastN, names: [] };
  owed.n = lastN;
  owed.names = [...owed.names, inputName(input)].slice(-NAMES_AT_MOST);
  rings.set(leadId, owed);
}

/** The word for an input in lists and histories: the event's name, or what kind of input it is. */
export function inputName({ body }: Pick<Input, 'body'>): string {
  return body.kind === 'event' ? body.name.replaceAll(',', ' ') : body.kind;
}

const byId = <T extends { leadId: string }>(rows: ReadonlyMap<string, T>): T[] =>
  [...rows.values()].toSorted((a, b) => (a.leadId < b.leadId ? -1 : 1));
