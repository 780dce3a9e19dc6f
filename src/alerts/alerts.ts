import { type Selectable, sql } from 'kysely';

import type { Db } from '../database/database.js';
import type { AlertTable } from '../database/tables.js';
import type { Page } from '../insights/cursor.js';
import { newestFirst, type PageRequest } from '../insights/newest-first.js';
import { PARKED } from './alert.js';

/** An alert as people see it. Times are ISO 8601. */
export interface AlertView {
  id: string;
  kind: string;
  leadId: string | null;
  subject: string;
  detail: string;
  whatToDo: string;
  raisedAt: string;
  resolvedAt: string | null;
  /** Who said that it is over; null where it ended by itself. */
  resolvedBy: string | null;
}

type AlertRow = Selectable<AlertTable>;

const columns = sql`id, kind, lead_id, subject, detail, what_to_do, raised_at, resolved_at, resolved_by`;

export interface AlertFilter {
  kind?: string | undefined;
  /** Those that are not over, or those that are; both where it is left out. */
  open?: boolean | undefined;
}

/** Alerts, newest first. */
export async function listAlerts(
  db: Db,
  { kind, open }: AlertFilter,
  request: PageRequest,
): Promise<Page<AlertView>> {
  const where = open === undefined ? [] : [sql`(resolved_at is null) = ${open}`];
  const list = { table: 'alert', columns, time: 'raised_at', equal: { kind }, where };
  const page = await newestFirst<AlertRow>(db, list, request);
  return { data: page.data.map(viewOf), next: page.next };
}

export async function findAlert(db: Db, id: string): Promise<AlertView | undefined> {
  const { rows } = await sql<AlertRow>`select ${columns} from alert where id = ${id}`.execute(db);
  return rows[0] && viewOf(rows[0]);
}

/**
 * Notes that a person has seen to it. One that is over stays as it is, and so does that of a lead that is parked still;
 * what it said may be raised anew.
 */
export async function closeAlert(db: Db, id: string, by: string): Promise<void> {
  await sql`update alert set resolved_at = now(), resolved_by = ${by}
    where id = ${id} and resolved_at is null and not (kind = ${PARKED} and exists (
      select from lead where lead.id = alert.lead_id and parked_reason is not null and status = 'active'
    ))`.execute(db);
}

const viewOf = (row: AlertRow): AlertView => ({
  id: row.id,
  kind: row.kind,
  leadId: row.lead_id,
  subject: row.subject,
  detail: row.detail,
  whatToDo: row.what_to_do,
  raisedAt: row.raised_at.toISOString(),
  resolvedAt: row.resolved_at?.toISOString() ?? null,
  resolvedBy: row.resolved_by,
});
