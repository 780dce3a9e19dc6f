import { sql } from 'kysely';
import type { PastEvent } from '../../engine/input.js';
import type { JsonObject } from '../../engine/json.js';
import type { Sealer } from '../crypto/sealer.js';
import type { Trx } from '../database/database.js';
import type { IdentityKey } from '../leads/identity-key.js';

/** Only so many of a visitor's events go into the capture that makes them known: the newest that score or count. */
const PAST_AT_MOST = 500;
/** A visitor's traits wait among the events under a name that no event can have. */
export const TRAITS = '$traits';
const AAD = 'visitor';
const BUCKETS = 256;

/** An event of a browser nobody is known by. */
export interface VisitorEvent {
  key: IdentityKey;
  messageId: string;
  source: string;
  name: string;
  occurredAt: number;
  arrivedAt: number;
  properties: JsonObject;
}

/** What a browser did before its visitor was known. */
export interface VisitorPast {
  /** Oldest first. */
  events: PastEvent[];
  leftOut: number;
  traits: JsonObject;
  /** Their message ids, to tell later which lead they went to. */
  messages: { source: string; messageId: string }[];
}

interface PastRow {
  anonymous: string;
  id: number;
  message_id: string;
  source: string;
  name: string;
  occurred: number;
  event_sealed: Buffer;
  total: number;
}

/**
 * Holds browsers still until the transaction ends: one that files a visitor's event shares the lock, one that makes the
 * visitor known has it alone. Otherwise an event filed at that very moment would wait for a second capture. Locks are
 * taken in order, and on buckets, since there may be any number of browsers.
 */
export async function holdBrowsers(
  trx: Trx,
  filing: readonly IdentityKey[],
  linking: readonly IdentityKey[],
): Promise<void> {
  const alone = new Set(linking.map(bucketOf));
  const shared = [...new Set(filing.map(bucketOf))].filter((bucket) => !alone.has(bucket));
  const locks = [
    ...[...alone].map((bucket) => ({ bucket, alone: true })),
    ...shared.map((bucket) => ({ bucket, alone: false })),
  ].toSorted((a, b) => a.bucket - b.bucket);
  if (locks.length === 0) return;
  await sql`
    select case when alone then pg_advisory_xact_lock(5323663, bucket)
      else pg_advisory_xact_lock_shared(5323663, bucket) end
    from unnest(
      ${locks.map(({ bucket }) => bucket)}::int[], ${locks.map((lock) => lock.alone)}::boolean[]
    ) as v (bucket, alone)`.execute(trx);
}

const bucketOf = ({ index }: IdentityKey): number => (index[0] ?? 0) % BUCKETS;

export async function fileVisitorEvents(
  trx: Trx,
  sealer: Sealer,
  events: readonly VisitorEvent[],
): Promise<void> {
  if (events.length === 0) return;
  await sql`
    insert into visitor_event (anonymous_index, message_id, source, name, occurred_at, arrived_at, event_sealed)
    select anonymous, message_id, source, name, to_timestamp(occurred / 1000), to_timestamp(arrived / 1000), sealed
    from unnest(
      ${events.map(({ key }) => key.index)}::bytea[], ${events.map(({ messageId }) => messageId)}::text[],
      ${events.map(({ source }) => source)}::text[], ${events.map(({ name }) => name)}::text[],
      ${events.map(({ occurredAt }) => occurredAt)}::float8[], ${events.map(({ arrivedAt }) => arrivedAt)}::float8[],
      ${events.map(({ properties }) => sealer.sealJson(properties, AAD))}::bytea[]
    ) as v (anonymous, message_id, source, name, occurred, arrived, sealed)`.execute(trx);
}

/**
 * Takes the past of browsers out of waiting, by key id. Events that neither score nor count stay where they are, on the
 * timeline.
 *
 * @param counts whether events of that name score or count in a live playbook
 */
export async function takePast(
  trx: Trx,
  sealer: Sealer,
  keys: readonly IdentityKey[],
  counts: (name: string) => boolean,
): Promise<Map<string, VisitorPast>> {
  if (keys.length === 0) return new Map();
  const indexes = keys.map(({ index }) => index);
  const { rows: names } = await sql<{ name: string }>`
    select distinct name from visitor_event where anonymous_index = any(${indexes}::bytea[])`.execute(
    trx,
  );
  const wanted = names.map(({ name }) => name).filter((name) => name === TRAITS || counts(name));
  if (wanted.length === 0) return new Map();
  const { rows } = await sql<PastRow>`
    with ranked as (
      select anonymous_index, id, count(*) over browser as total,
        row_number() over (browser order by occurred_at desc, id desc) as rank
      from visitor_event where anonymous_index = any(${indexes}::bytea[]) and name = any(${wanted}::text[])
      window browser as (partition by anonymous_index, name = ${TRAITS})
    )
    delete from visitor_event v using ranked r
    where v.anonymous_index = r.anonymous_index and v.id = r.id and r.rank <= ${PAST_AT_MOST}
    returning encode(v.anonymous_index, 'hex') as anonymous, v.id, v.message_id, v.source, v.name, v.event_sealed, r.total,
      (extract(epoch from v.occurred_at) * 1000)::float8 as occurred`.execute(trx);
  return gather(rows, keys, sealer);
}

/** Properties of a visitor's event as it waits. */
export const openVisit = (sealer: Sealer, sealed: Buffer): JsonObject =>
  sealer.openJson<JsonObject>(sealed, AAD);

function gather(
  rows: readonly PastRow[],
  keys: readonly IdentityKey[],
  sealer: Sealer,
): Map<string, VisitorPast> {
  const pasts = new Map<string, VisitorPast>();
  const keyOf = new Map(keys.map(({ id, index }) => [index.toString('hex'), id]));
  for (const row of rows.toSorted((a, b) => a.occurred - b.occurred || a.id - b.id)) {
    const id = keyOf.get(row.anonymous) ?? '';
    const past = pasts.get(id) ?? { events: [], leftOut: 0, traits: {}, messages: [] };
    pasts.set(id, past);
    add(past, row, openVisit(sealer, row.event_sealed));
  }
  return pasts;
}

function add(past: VisitorPast, row: PastRow, properties: JsonObject): void {
  past.messages.push({ source: row.source, messageId: row.message_id });
  if (row.name === TRAITS) {
    Object.assign(past.traits, properties);
    return;
  }
  const { message_id: id, name, occurred: occurredAt, total } = row;
  past.events.push({ id, name, properties, occurredAt });
  past.leftOut = Math.max(0, total - PAST_AT_MOST);
}
