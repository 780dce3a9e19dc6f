import { sql } from 'kysely';
import type { Db } from '../database/database.js';
import type { Candidate } from './before-send.js';

/** A message taken for one attempt: nobody else takes it while the lease lasts. */
export interface Taken extends Candidate {
  id: string;
  channel: string;
  test: boolean;
  window: string;
  playbook: { name: string; version: number };
  to: Buffer | null;
  body: Buffer;
}

/** Longer than an activity may take, so that an attempt cut off by Temporal is over when the next one begins. */
const LEASE = '13 seconds';

/**
 * Leases the command and reads its message with all that may stop it, in one round trip. Nothing when the command is
 * done or leased. Dying after it costs the rest of the lease.
 */
export async function takeMessage(db: Db, commandId: string): Promise<Taken | undefined> {
  const { rows } = await sql<Taken>`
    with taken as (
      update command set leased_until = now() + ${LEASE}::interval, attempts = attempts + 1
      where id = ${commandId} and done_at is null and (leased_until is null or leased_until <= now())
      returning id
    )
    select m.id, m.channel, m.status, m.reason, m.category, m.purpose, m.window_name as window,
      m.to_sealed as "to", m.body_sealed as body, l.status as "leadStatus", l.test,
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

const ms = (column: string) => sql`(extract(epoch from ${sql.ref(column)}) * 1000)::float8`;
