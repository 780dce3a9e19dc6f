import { sql } from 'kysely';
import type { Trx } from '../database/database.js';
import type { Candidate } from './pick-rep.js';

/**
 * Locks the people of a queue and reads who of them can take a ticket. Assignments of one queue so go one after the
 * other, and each sees what the one before gave away.
 */
export async function lockPool(trx: Trx, queue: string): Promise<Candidate[]> {
  const { rows: locked } = await sql<{ id: string }>`
    select q.rep_id as id from rep_queue q join rep r on r.id = q.rep_id
    where q.queue = ${queue} and r.active and (r.absent_until is null or r.absent_until <= now())
    order by q.rep_id for update of q`.execute(trx);
  if (locked.length === 0) return [];
  // Only now: the counts must be those after the lock was had.
  const { rows } = await sql<{ id: string; openTickets: number; lastAssignedAt: Date | null }>`
    select q.rep_id as id, q.last_assigned_at as "lastAssignedAt",
      (select count(*)::int from ticket t where t.rep_id = q.rep_id and t.status <> 'closed') as "openTickets"
    from rep_queue q where q.queue = ${queue} and q.rep_id = any(${locked.map(({ id }) => id)}::uuid[])`.execute(
    trx,
  );
  return rows.map((row) => ({ ...row, lastAssignedAt: row.lastAssignedAt?.getTime() }));
}

/** The lead's last person in a queue. */
export async function previousRep(
  trx: Trx,
  leadId: string,
  queue: string,
): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select rep_id as id from ticket
    where lead_id = ${leadId} and queue = ${queue} and rep_id is not null
    order by assigned_at desc limit 1`.execute(trx);
  return rows[0]?.id;
}

/** The ticket has an owner from `at` (engine's clock) on, and the owner's turn is over. */
export async function giveTicket(
  trx: Trx,
  ticket: { id: string; queue: string },
  rep: string,
  at: number,
): Promise<void> {
  const time = new Date(at);
  await sql`
    with turn as (
      update rep_queue set last_assigned_at = ${time} where rep_id = ${rep} and queue = ${ticket.queue}
    )
    update ticket set rep_id = ${rep}, status = 'open', assigned_at = ${time}
    where id = ${ticket.id} and status = 'waiting'`.execute(trx);
}
