import { sql } from 'kysely';
import type { Trx } from '../database/database.js';
import type { Address } from './reach.js';

/** Ids of those addresses that get nothing more. */
export async function suppressedAmong(
  trx: Trx,
  addresses: readonly Address[],
): Promise<Set<string>> {
  if (addresses.length === 0) return new Set();
  const { rows } = await sql<{ id: string }>`
    select channel || ':' || encode(to_index, 'hex') as id
    from suppression join unnest(
      ${addresses.map(({ channel }) => channel)}::text[], ${addresses.map(({ index }) => index)}::bytea[]
    ) as asked (channel, to_index) using (channel, to_index)`.execute(trx);
  return new Set(rows.map(({ id }) => id));
}
