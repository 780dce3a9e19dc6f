import { sql } from 'kysely';
import type { Db, Trx } from '../database/database.js';
import type { Candidate } from './before-send.js';

/** A message taken for one attempt: nobody else takes it while the lease lasts. */
export interface Taken extends Candidate {
  id: string;
  /** Number of this attempt. Whoever comes later has a higher one, and then this one may write nothing more. */
  attempt: number;
  channel: string;
  test: boolean;
  window: string;
  playbook: { name: string; version: number };
  to: Buffer | null;
  body: Buffer;
  /** The pool of codes that was empty when the message was made: it has no text yet. */
  waitsForPool: string | null;
}

/** Longer than an activity may take, so that an attempt cut off by Temporal is over when the next one begins. Ms. */
const LEASE = 13_000;

/**
 * Leases the command and reads its message with all that may stop it, in one round trip. Nothing when the command is
 * done or leased. Dying after it costs the rest of the lease.
 */
export async function takeMessage(db: Db, commandId: string): Promise<Taken | undefined> {
  const { rows } = await sql<Taken>`
    with taken as (
      update command set leased_until = now() + make_interval(secs => ${LEASE / 1000}), attempts = attempts + 1
      where id = ${commandId} and done_at is null and (leased_until is null or leased_until <= now())
      returning id, attempts
    )
    select m.id, taken.attempts as attempt, m.channel, m.status, m.reason, m.category, m.purpose, m.window_name as window,
      m.to_sealed as "to", m.body_sealed as body, m.waits_for_pool as "waitsForPool", l.status as "leadStatus", l.test,
      jsonb_build_object('name', l.playbook, 'version', l.playbook_version) as playbook,
      ${ms('m.due_at')} as "dueAt", ${ms('m.expires_at')} as "expiresAt",
      ${ms('m.first_attempt_at')} as "firstAttemptAt",
      exists (
        select from consent c
        where c.lead_id = m.lead_id and c.channel = m.channel and c.purpose = m.purpose and c.granted
      ) as consented,
      exists (
        select from suppression s
        where s.channel = m.channel and s.to_index = m.to_index
          and (s.scope = 'all' or m.category = 'marketing')
      ) as suppressed
    from taken join message m on m.id = taken.id join lead l on l.id = m.lead_id`.execute(db);
  return rows[0];
}

/**
 * Notes that the message is about to be handed over, as long as this attempt still holds it: a process that was stopped
 * for a while must not touch what another has done meanwhile.
 */
export async function beginSending(db: Db, { id, attempt }: Taken): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update message m set status = 'sending', first_attempt_at = coalesce(first_attempt_at, now())
    from command c
    where m.id = ${id} and c.id = m.id and c.done_at is null and c.attempts = ${attempt}`.execute(
    db,
  );
  return numAffectedRows === 1n;
}

/** Takes that note back, where this attempt surely came to nothing and none before it was in doubt. */
export async function neverSent(trx: Trx, { id, attempt }: Taken): Promise<void> {
  await sql`
    update message m set status = 'queued', first_attempt_at = null
    from command c
    where m.id = ${id} and c.id = m.id and c.attempts = ${attempt} and m.status = 'sending'`.execute(
    trx,
  );
}

const ms = (column: string) => sql`(extract(epoch from ${sql.ref(column)}) * 1000)::float8`;
