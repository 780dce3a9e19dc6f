import { sql, type RawBuilder } from 'kysely';
import type { Db, Trx } from '../database/database.js';
import { PARKED, raiseAlert } from '../alerts/alert.js';

/**
 * Takes a lead out of the loop until a person has looked: it stays as it is, nothing of it is lost, and its open commands
 * are still seen through. Parking twice keeps the first reason.
 */
export async function parkLead(trx: Trx, leadId: string, reason: string): Promise<void> {
  await sql`update lead set parked_reason = coalesce(parked_reason, ${reason}), parked_at = coalesce(parked_at, now())
    where id = ${leadId}`.execute(trx);
  await raiseAlert(trx, {
    kind: PARKED,
    leadId,
    subject: leadId,
    detail: reason,
    whatToDo:
      'Find the cause with `leadloom replay LEAD`, deploy the fix, then `leadloom release LEAD`: it goes on at the same input.',
  });
}

/** Why a lead is parked whose record was put back to a time before what its run knows. */
export const BEHIND = 'record is behind history';

/**
 * Lets a parked lead go on at the input it stopped at, and rings it. False when it was not parked. What a record that was put
 * back decides anew has ids of its own (`command-id.ts`): it is not what went out the first time.
 */
export async function releaseLead(db: Db, leadId: string): Promise<boolean> {
  return (await release(db, sql`id = ${leadId}`)).length > 0;
}

const PAGE = 500;

/** Releases every lead that is parked now, some hundreds at a time; one that is parked again meanwhile stays so. */
export async function releaseAll(db: Db, told: (released: number) => void): Promise<number> {
  const { rows } = await sql<{ now: string }>`select now()::text as now`.execute(db);
  const before = rows[0]?.now ?? '';
  for (let released = 0; ; told(released)) {
    const some = await release(
      db,
      sql`id in (select id from lead where parked_reason is not null and parked_at <= ${before}::timestamptz
        order by id limit ${PAGE} for update)`,
    );
    if (some.length === 0) return released;
    released += some.length;
  }
}

/** One transaction: the leads are free, rung, and their alerts are over. The relay rings them at the pace they answer. */
async function release(db: Db, which: RawBuilder<unknown>): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with freed as (
      update lead set parked_reason = null, parked_at = null,
        epoch = epoch + case when parked_reason like ${`${BEHIND}%`} then 1 else 0 end
      where parked_reason is not null and ${which} returning id
    ), rung as (
      insert into ring (lead_id, n, names)
      select lead_id, last_n, '{released}' from lead_counter join freed on freed.id = lead_id
      on conflict (lead_id) do update set signalled_at = null, leased_until = null
    ), over as (
      update alert set resolved_at = now() from freed
      where kind = ${PARKED} and subject = freed.id::text and resolved_at is null
    )
    select id from freed`.execute(db);
  return rows.map(({ id }) => id);
}
