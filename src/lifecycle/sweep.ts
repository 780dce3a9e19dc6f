import { sql } from 'kysely';
import type { Db } from '../database/database.js';
import { LATE } from './ring-queue.js';
import type { RungLead } from './ringer.js';
import { QUIET } from './resting.js';

export type Kind = 'unread input' | 'overdue wake-up' | 'open command' | 'ready to rest';
export interface Find extends RungLead {
  kind: Kind;
}

const AT_MOST = 500;

/**
 * Leads that wait for something nobody will bring: a ringing input that no turn has consumed, a wake-up that has passed,
 * an open command that nobody holds; and leads that may rest. One that is merged may be rung: its run is to end. Parked leads are a person's business.
 *
 * @param engineNow epoch ms of the engine's clock
 * @param lateBy ms of the engine's clock in which 60 real seconds pass
 */
export async function sweep(db: Db, engineNow: number, lateBy: number): Promise<Find[]> {
  const at = (ms: number) => sql`to_timestamp(${ms}::float8 / 1000)`;
  const late = sql`now() - make_interval(secs => ${LATE})`;
  const { rows } = await sql<Find>`
    with found as (
      (select r.lead_id as id, 'unread input' as kind from ring r join lead l on l.id = r.lead_id
        where r.signalled_at < ${late} and l.parked_reason is null limit ${AT_MOST})
      union all
      (select id, 'overdue wake-up' from lead
        where wakes_at < ${at(engineNow - lateBy)} and status = 'active' and parked_reason is null limit ${AT_MOST})
      union all
      (select distinct lead_id, 'open command' from command
        where done_at is null and next_attempt_at < ${late} and (leased_until is null or leased_until < now())
        limit ${AT_MOST})
      union all
      (select id, 'ready to rest' from lead l
        where wakes_at is null and not resting and last_input_at < ${at(engineNow - QUIET)}
          and status = 'active' and parked_reason is null
          and not exists (select from command c where c.lead_id = l.id and c.done_at is null)
          and not exists (select from ring r where r.lead_id = l.id)
        limit ${AT_MOST})
    )
    select distinct on (l.id) l.id, l.tier, l.stage, found.kind
    from found join lead l on l.id = found.id
    where l.parked_reason is null and (l.status = 'active' or found.kind = 'unread input')
    order by l.id, found.kind`.execute(db);
  return rows;
}
