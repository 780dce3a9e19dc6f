import { sql } from 'kysely';
import type { Clock } from '../../activities/ports.js';
import type { Input } from '../../engine/input.js';
import type { Sealer } from '../crypto/sealer.js';
import { bytesArray, plainArray, textArray } from '../database/array-literal.js';
import type { Trx } from '../database/database.js';
import { inputName, lockCounters, number, type Numbered } from './numbering.js';

/** An input on its way into a lead's inbox. */
export interface Arrival {
  leadId: string;
  input: Omit<Input, 'n' | 'at'>;
  /** Who sent it: the name of the API key, or the part of the product that made it. */
  source: string;
  /** Whether the lead's workflow must be woken for it (`rings` of the engine). */
  rings: boolean;
}

/** Where an arrival was put. `leadId` differs from the one asked for when that lead has been merged meanwhile. */
export interface Placed {
  leadId: string;
  n: number;
  /** Arrival, epoch ms of the engine's clock. */
  at: number;
}

/** Unread inputs of a lead, oldest first. */
export interface InboxPage {
  inputs: Input[];
  /** More are unread than these. */
  more: boolean;
  /** Arrival of the first unread one, epoch ms, when there is more. */
  until?: number;
}

const AAD = 'inbox';

/**
 * The inputs of every lead, numbered from 1 without gaps. Whoever dies before the transaction commits has numbered
 * nothing; after it, the ring is owed in the record and the relay pays it.
 */
export class Inbox {
  constructor(
    private readonly sealer: Sealer,
    private readonly clock: Clock,
  ) {}

  /**
   * Numbers the arrivals of any number of leads in the order given, stores them and owes the rings, in three statements.
   * Counters are locked in id order; arrival times never go back. The 40th silent input in a row rings.
   */
  async append(trx: Trx, arrivals: readonly Arrival[]): Promise<Placed[]> {
    if (arrivals.length === 0) return [];
    const sealed = arrivals.map(({ input }) => this.sealer.sealJson(input, AAD));
    const counters = await lockCounters(
      trx,
      arrivals.map(({ leadId }) => leadId),
    );
    const numbered = number(arrivals, counters, this.clock.now());
    await store(trx, arrivals, sealed, numbered);
    return numbered.placed;
  }

  /**
   * At most `rows` inputs after number `afterN`, and no more than fit `bytes` (but always one). An input that cannot be
   * opened ends the page, so that those before it are decided; alone at the front it throws.
   */
  async read(
    trx: Trx,
    leadId: string,
    afterN: number,
    limits: { rows: number; bytes: number },
  ): Promise<InboxPage> {
    const rows = await unread(trx, leadId, afterN, limits.rows + 1);
    const inputs: Input[] = [];
    let bytes = 0;
    for (const row of rows) {
      bytes += row.size;
      const isFull = inputs.length === limits.rows || (inputs.length > 0 && bytes > limits.bytes);
      const input = isFull ? undefined : this.#open(row, inputs.length === 0);
      if (input === undefined) return { inputs, more: true, until: row.at };
      inputs.push(input);
    }
    return { inputs, more: false };
  }

  /** The newest inputs of these names that a lead has consumed, and whoever was merged into it; in order of time. */
  async readPast(
    trx: Trx,
    leadId: string,
    upTo: number,
    names: readonly string[],
    most: number,
  ): Promise<Input[]> {
    const { rows } = await sql<SealedInput>`
      with recursive own as (
        select ${leadId}::uuid as id, ${upTo}::bigint as up_to
        union select l.id, l.consumed from lead l join own on l.merged_into = own.id
      ), once as (
        -- What a loser had not read yet was moved to the winner, and still stands in its own inbox.
        select distinct on (i.source, i.message_id) i.*
        from own join inbox i on i.lead_id = own.id and i.n <= own.up_to
        where i.name = any(${names}::text[])
        order by i.source, i.message_id, i.arrived_at desc
      )
      select n, (extract(epoch from arrived_at) * 1000)::float8 as at, input_sealed
      from (select * from once order by occurred_at desc limit ${most}) newest order by occurred_at`.execute(
      trx,
    );
    return rows.map((row) => openInput(this.sealer, row));
  }

  #open(row: UnreadRow, isFirst: boolean): Input | undefined {
    try {
      return openInput(this.sealer, row);
    } catch (error) {
      if (isFirst) throw error;
      return undefined;
    }
  }
}

export interface SealedInput {
  n: number;
  /** Arrival, epoch ms of the engine's clock. */
  at: number;
  input_sealed: Buffer;
}

/** An input of the inbox as `decide` takes it. Throws when it was altered or sealed with another key. */
export function openInput(sealer: Sealer, row: SealedInput): Input {
  const input = sealer.openJson<Omit<Input, 'n' | 'at'>>(row.input_sealed, AAD);
  return { ...input, n: row.n, at: row.at };
}

interface UnreadRow extends SealedInput {
  size: number;
}

async function unread(trx: Trx, leadId: string, after: number, limit: number) {
  const { rows } = await sql<UnreadRow>`/* prepared */
    select n, (extract(epoch from arrived_at) * 1000)::float8 as at, size, input_sealed
    from inbox where lead_id = ${leadId}::uuid and n > ${after} order by n limit ${limit}`.execute(
    trx,
  );
  return rows;
}

async function store(
  trx: Trx,
  arrivals: readonly Arrival[],
  sealed: readonly Buffer[],
  { placed, counters, rings, ringing }: Numbered,
): Promise<void> {
  const inputs = arrivals.map(({ input }) => input);
  await sql`/* prepared */
    with counted as (
      update lead_counter c
      set last_n = v.last_n, last_at = to_timestamp(v.last_at / 1000), silent = v.silent
      from unnest(
        ${plainArray(counters.map(({ leadId }) => leadId))}::uuid[], ${plainArray(counters.map(({ lastN }) => lastN))}::bigint[],
        ${plainArray(counters.map(({ lastAt }) => lastAt))}::float8[], ${plainArray(counters.map(({ silent }) => silent))}::int[]
      ) as v (lead_id, last_n, last_at, silent)
      where c.lead_id = v.lead_id
    ), stored as (
      insert into inbox
        (lead_id, n, arrived_at, occurred_at, message_id, source, name, input_sealed, size, rings)
      select lead_id, n, to_timestamp(arrived / 1000), to_timestamp(occurred / 1000), message_id, source, name,
        sealed, length(sealed), rings
      from unnest(
        ${plainArray(placed.map(({ leadId }) => leadId))}::uuid[], ${plainArray(placed.map(({ n }) => n))}::bigint[],
        ${plainArray(placed.map(({ at }) => at))}::float8[], ${plainArray(inputs.map(({ occurredAt }) => occurredAt))}::float8[],
        ${textArray(inputs.map(({ id }) => id))}::text[], ${textArray(arrivals.map(({ source }) => source))}::text[],
        ${textArray(inputs.map(inputName))}::text[], ${bytesArray(sealed)}::bytea[], ${plainArray(ringing)}::boolean[]
      ) as v (lead_id, n, arrived, occurred, message_id, source, name, sealed, rings)
    ), rung as (
      insert into ring (lead_id, n, names)
      select lead_id, n, string_to_array(names, ',') from unnest(
        ${plainArray(rings.map(({ leadId }) => leadId))}::uuid[], ${plainArray(rings.map(({ n }) => n))}::bigint[],
        ${textArray(rings.map(({ names }) => names.join(',')))}::text[]
      ) as v (lead_id, n, names)
      on conflict (lead_id) do update
        set n = greatest(ring.n, excluded.n), names = (ring.names || excluded.names)[1:8]
      returning lead_id
    )
    select pg_notify('ring', '') from rung limit 1`.execute(trx);
}
