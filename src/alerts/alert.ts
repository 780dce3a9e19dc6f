import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Db, Trx } from '../database/database.js';

/** A lead that is out of the loop: over when it is released. */
export const PARKED = 'lead-parked';
/** A journey that kept a lead awake by time alone. */
export const CIRCLES = 'journey-circles';

/** A ticket that waits for somebody to take it. */
export const UNOWNED = 'ticket-unowned';

/** What may need a person; each has its row in `docs/operations.md`. */
export const ALERT_KINDS = [
  PARKED,
  CIRCLES,
  'message-in-doubt',
  'mail-provider-blocked',
  UNOWNED,
  'notice-untold',
  'notice-unsent',
  'coupon-pool-empty',
  'benefit-out-of-stock',
  'webhook-endpoint-missing',
  'webhook-failed',
  'job-waits',
  'job-failed',
  'activity-throws',
  'sweeper-find',
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

export interface Alert {
  kind: AlertKind;
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
export async function resolveAlert(db: Db | Trx, kind: AlertKind, subject: string): Promise<void> {
  await sql`update alert set resolved_at = now()
    where kind = ${kind} and subject = ${subject} and resolved_at is null`.execute(db);
}
