import { sql } from 'kysely';
import type { Migration } from '../../engine/versions/inside.js';
import type { Db, Trx } from '../database/database.js';

/** The kind of the jobs that tell leads of a publication. */
export const MOVE = 'migrate';

/** Their subject: a version. */
export const moveTo = (playbook: string, version: number): string => `${playbook}@${version}`;

export interface MoveJob {
  id: string;
  control: Migration;
}

/**
 * The job of each version above `below` whose leads are being told of it, or have been: the last one, where there were
 * several. What was cancelled or failed tells nobody.
 */
export async function movesAbove(trx: Trx, playbook: string, below: number): Promise<MoveJob[]> {
  const { rows } = await sql<MoveJob>`
    select id, control from (
      select distinct on (subject) id, asked_at, parameters -> 'control' as control from lead_job
      where kind = ${MOVE} and status in ('waiting', 'running', 'done')
        and parameters -> 'control' ->> 'playbook' = ${playbook}
        and (parameters -> 'control' ->> 'to')::int > ${below}
      order by subject, asked_at desc
    ) last order by asked_at`.execute(trx);
  return rows;
}

/** The job that leads are told of a version by, while it is open. */
export async function openMoveTo(
  db: Db | Trx,
  playbook: string,
  version: number,
): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select id from lead_job
    where kind = ${MOVE} and subject = ${moveTo(playbook, version)} and status in ('waiting', 'running')`.execute(
    db,
  );
  return rows[0]?.id;
}

/** Leads that were told of a version and have not read it yet, parked or not. */
export async function unreadMovesTo(
  db: Db | Trx,
  playbook: string,
  version: number,
): Promise<number> {
  const { rows } = await sql<{ leads: number }>`
    with owing as (select lead_id as id from ring union select id from lead where parked_reason is not null)
    select count(*) as leads from lead l join owing using (id) where exists (
      select from inbox i where i.lead_id = l.id and i.n > l.consumed and i.message_id in (
        select 'job:' || id from lead_job where kind = ${MOVE} and subject = ${moveTo(playbook, version)}))`.execute(
    db,
  );
  return rows[0]?.leads ?? 0;
}
