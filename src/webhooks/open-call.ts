import { sql } from 'kysely';
import type { WebhookCommand } from '../../engine/command.js';
import type { Db } from '../database/database.js';

/** A webhook taken for one attempt: nobody else takes it while the lease lasts. */
export interface OpenCall {
  id: string;
  command: WebhookCommand;
  /** Number of this attempt, from 1. */
  attempt: number;
  leadId: string;
  leadStatus: string;
  test: boolean;
}

/** Longer than an activity may take, so that an attempt cut off by Temporal is over when the next one begins. Ms. */
const LEASE = 13_000;

/** Nothing when the command is done or leased. Dying after it costs the rest of the lease. */
export async function takeCall(db: Db, commandId: string): Promise<OpenCall | undefined> {
  const { rows } = await sql<OpenCall>`
    with taken as (
      update command set leased_until = now() + make_interval(secs => ${LEASE / 1000}), attempts = attempts + 1
      where id = ${commandId} and done_at is null and (leased_until is null or leased_until <= now())
      returning id, payload, attempts, lead_id
    )
    select taken.id, taken.payload as command, taken.attempts as attempt, l.id as "leadId", l.status as "leadStatus", l.test
    from taken join lead l on l.id = taken.lead_id`.execute(db);
  return rows[0];
}

/** Calls of an endpoint that nobody is making at this moment, oldest first. */
export async function waitingCalls(db: Db, endpoint: string, most: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from command
    where done_at is null and kind = 'webhook' and payload ->> 'endpoint' = ${endpoint}
      and (leased_until is null or leased_until <= now())
    order by created_at limit ${most}`.execute(db);
  return rows.map(({ id }) => id);
}
