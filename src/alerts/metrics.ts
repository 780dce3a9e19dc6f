import { Gauge } from 'prom-client';
import { sql } from 'kysely';

import type { Db } from '../database/database.js';
import { ALERT_KINDS } from './alert.js';

const open = new Gauge({
  name: 'leadloom_alerts_open',
  help: 'What needs a person and is not over, by kind; absent while the record does not answer',
  labelNames: ['kind'] as const,
});

/** Counts what is open, as whoever scrapes wants to know it. The record alone knows: any process may have raised it. */
export async function countOpenAlerts(db: Db): Promise<void> {
  open.reset();
  const counted = await sql<{ kind: string; open: number }>`
    select kind, count(*)::int as open from alert where resolved_at is null group by kind`
    .execute(db)
    // Readiness says so; a page without these numbers is better than none.
    .catch(() => undefined);
  if (counted === undefined) return;
  for (const kind of ALERT_KINDS) open.set({ kind }, 0);
  for (const { kind, open: count } of counted.rows) open.set({ kind }, count);
}
