import { sql } from 'kysely';
import type { Input } from '../../../engine/input.js';
import type { Db } from '../../../src/database/database.js';
import { Inbox } from '../../../src/ingest/inbox.js';
import type { RunningApi } from './running-api.js';

/** What intake itself writes apart from refusals. */
const TABLES = [
  'lead',
  'lead_counter',
  'profile',
  'identity',
  'inbox',
  'accepted',
  'visitor_event',
  'ring',
  'consent',
  'consent_log',
  'possible_duplicate',
] as const;

/** Number of rows of every table of intake. */
export async function rowCounts(db: Db): Promise<Record<string, number>> {
  const counts = await Promise.all(
    TABLES.map(async (table) => {
      const { rows } = await sql<{
        n: number;
      }>`select count(*)::int as n from ${sql.table(table)}`.execute(db);
      return [table, rows[0]?.n ?? 0] as const;
    }),
  );
  return Object.fromEntries(counts);
}

/** Every value of every table of intake, as bytes, one after the other. */
export async function everythingStored(db: Db): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (const table of [...TABLES, 'rejection'] as const) {
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(table)}`.execute(
      db,
    );
    for (const value of rows.flatMap((row) => Object.values(row))) {
      parts.push(Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value) ?? ''));
    }
  }
  return Buffer.concat(parts);
}

/** A lead's inputs as the engine will read them, oldest first. */
export async function inputsOf(
  { db, get }: Pick<RunningApi, 'db' | 'get'>,
  leadId: string,
): Promise<Input[]> {
  const page = await db
    .transaction()
    .execute((trx) => get(Inbox).read(trx, leadId, 0, { rows: 10_000, bytes: 10_000_000 }));
  return page.inputs;
}
