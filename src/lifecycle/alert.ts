import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Db, Trx } from '../database/database.js';

export interface Alert {
  kind: string;
  leadId?: string;
  /** With `kind` the identity: an alert that is still open is not raised a second time. */
  subject: string;
  detail: string;
  whatToDo: string;
}

/** Puts something before a person. Nothing personal in it. */
export async function raiseAlert(db: Db | Trx, alert: Alert): Promise<void> {
  await sql`
    insert into alert (id, kind, lead_id, subject, detail, what_to_do)
    values (${randomUUID()}, ${alert.kind}, ${alert.leadId ?? null}, ${alert.subject}, ${alert.detail}, ${alert.whatToDo})
    on conflict (kind, subject) where resolved_at is null do update set detail = excluded.detail`.execute(
    db,
  );
}

/** What the alert said is over. */
export async function resolveAlert(db: Db | Trx, kind: string, subject: string): Promise<void> {
  await sql`update alert set resolved_at = now()
    where kind = ${kind} and subject = ${subject} and resolved_at is null`.execute(db);
}
