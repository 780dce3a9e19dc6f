import { sql } from 'kysely';
import type { Db, Trx } from '../database/database.js';
import { raiseAlert, resolveAlert } from './alert.js';

/**
 * Takes a lead out of the loop until a person has looked: it stays as it is, nothing of it is lost, and its open commands
 * are still seen through. Parking twice keeps the first reason.
 */
export async function parkLead(trx: Trx, leadId: string, reason: string): Promise<void> {
  await sql`update lead set parked_reason = coalesce(parked_reason, ${reason}), parked_at = coalesce(parked_at, now())
    where id = ${leadId}`.execute(trx);
  await raiseAlert(trx, {
    kind: 'lead-parked',
    leadId,
    subject: leadId,
    detail: reason,
    whatToDo:
      'Find the cause with `leadloom replay`, deploy the fix, then release the lead: it goes on at the same input.',
  });
}

/** Lets a parked lead go on at the input it stopped at, and rings it. False when it was not parked. */
export async function releaseLead(db: Db, leadId: string): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const { rows } = await sql`
      update lead set parked_reason = null, parked_at = null
      where id = ${leadId} and parked_reason is not null returning id`.execute(trx);
    if (rows.length === 0) return false;
    await sql`
      insert into ring (lead_id, n, names) select ${leadId}, last_n, '{released}' from lead_counter where lead_id = ${leadId}
      on conflict (lead_id) do update set signalled_at = null, leased_until = null`.execute(trx);
    await resolveAlert(trx, 'lead-parked', leadId);
    return true;
  });
}
