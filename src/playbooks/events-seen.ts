import { sql } from 'kysely';

import type { Db } from '../database/database.js';

const DAYS = 30;
/** No index tells which names came in: what takes longer to find out is not said. */
const PATIENCE = 3_000;

/**
 * Which of these events came in within the last 30 days, of leads or of visitors. Nothing where the record is too long
 * to be asked within seconds.
 */
export async function eventsSeen(
  db: Db,
  names: readonly string[],
  now: number,
): Promise<ReadonlySet<string> | undefined> {
  const since = new Date(now - DAYS * 86_400_000);
  try {
    return await db.transaction().execute(async (trx) => {
      await sql`set local statement_timeout = ${sql.lit(PATIENCE)}`.execute(trx);
      const { rows } = await sql<{ name: string }>`
        select name from unnest(${[...names]}::text[]) as asked (name)
        where exists (select from inbox where inbox.name = asked.name and arrived_at >= ${since})
           or exists (select from visitor_event v where v.name = asked.name and v.arrived_at >= ${since})`.execute(
        trx,
      );
      return new Set(rows.map(({ name }) => name));
    });
  } catch (error) {
    if (isTimeout(error)) return undefined;
    throw error;
  }
}

/** `query_canceled`, by the statement's own time-out. */
const isTimeout = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === '57014';
