import { randomUUID } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import type { JsonObject } from '../../engine/json.js';
import type { Db, Trx } from '../database/database.js';
import { newestFirst, type PageRequest } from '../insights/newest-first.js';
import type { Page } from '../insights/cursor.js';
import {
  JOB_WAITS,
  type LeadJobOrder,
  type LeadJobParameters,
  type LeadJobStatus,
} from './lead-job.js';

/** A job as people see it. Times are ISO 8601. */
export interface LeadJobView {
  id: string;
  kind: string;
  subject: string;
  status: LeadJobStatus;
  /** Leads looked at so far, of the selection or not. */
  scanned: number;
  /** Leads that were given the input. */
  appended: number;
  /** Why it failed or was cancelled. */
  reason: string | null;
  parameters: LeadJobParameters;
  /** What a preview has found so far. */
  result: JsonObject | null;
  askedBy: string;
  askedAt: string;
  startedAt: string | null;
  endedAt: string | null;
}

/** Asks for a job, in the caller's transaction. One of the same kind and subject that is still open is answered instead. */
export async function askLeadJob(
  db: Db | Trx,
  { id = randomUUID(), kind, subject, by, ...what }: LeadJobOrder,
): Promise<{ id: string; isNew: boolean }> {
  const parameters = JSON.stringify(what satisfies LeadJobParameters);
  const { rows } = await sql<{ id: string }>`
    insert into lead_job (id, kind, subject, parameters, asked_by)
    values (${id}, ${kind}, ${subject}, ${parameters}::jsonb, ${by})
    on conflict (kind, subject) where status in ('waiting', 'running')
      do update set subject = excluded.subject
    returning id`.execute(db);
  const found = rows[0]?.id ?? id;
  return { id: found, isNew: found === id };
}

export async function findLeadJob(db: Db, id: string): Promise<LeadJobView | undefined> {
  const { rows } = await sql<JobRow>`select ${columns} from lead_job where id = ${id}`.execute(db);
  return rows[0] && viewOf(rows[0]);
}

export interface LeadJobFilter {
  kind?: string | undefined;
  status?: string | undefined;
}

/** Jobs, newest first. */
export async function listLeadJobs(
  db: Db,
  filter: LeadJobFilter,
  request: PageRequest,
): Promise<Page<LeadJobView>> {
  const list = { table: 'lead_job', columns, time: 'asked_at', equal: { ...filter } };
  const page = await newestFirst<JobRow>(db, list, request);
  return { data: page.data.map(viewOf), next: page.next };
}

/**
 * Stops a job: no lead is given anything after this commit. What was given stays given. A job that has ended is left as
 * it is.
 */
export async function cancelLeadJob(db: Db, id: string, by: string): Promise<void> {
  await endOpenJobs(db, sql`id = ${id}`, 'cancelled', `cancelled by ${by}`);
}

/** Stops, in the caller's transaction, an open job of this kind and subject that gives something else than `control`. */
export async function cancelOtherControl(
  trx: Trx,
  { kind, subject, control, by }: Pick<LeadJobOrder, 'kind' | 'subject' | 'control' | 'by'>,
): Promise<void> {
  const other = sql`kind = ${kind} and subject = ${subject}
    and parameters -> 'control' <> ${JSON.stringify(control)}::jsonb`;
  await endOpenJobs(trx, other, 'cancelled', `${by} has chosen otherwise`);
}

/** Ends jobs that are open still, and what was said of their waiting. */
export async function endOpenJobs(
  db: Db | Trx,
  which: RawBuilder<unknown>,
  status: 'done' | 'cancelled' | 'failed',
  reason: string | null,
): Promise<void> {
  await sql`
    with ended as (
      update lead_job set status = ${status}, reason = ${reason}, ended_at = now(),
        started_at = case when ${status} = 'done' then coalesce(started_at, now()) else started_at end
      where ${which} and status in ('waiting', 'running') returning id::text as subject
    )
    update alert set resolved_at = now() from ended
    where alert.kind = ${JOB_WAITS} and alert.subject = ended.subject and resolved_at is null`.execute(
    db,
  );
}

type JobRow = Omit<LeadJobView, 'askedBy' | 'askedAt' | 'startedAt' | 'endedAt'> & {
  asked_by: string;
  asked_at: Date;
  started_at: Date | null;
  ended_at: Date | null;
};

const columns = sql`id, kind, subject, status, scanned, appended, reason, parameters, result, asked_by, asked_at, started_at,
  ended_at`;

function viewOf({ asked_by, asked_at, started_at, ended_at, ...row }: JobRow): LeadJobView {
  return {
    ...row,
    askedBy: asked_by,
    askedAt: asked_at.toISOString(),
    startedAt: started_at?.toISOString() ?? null,
    endedAt: ended_at?.toISOString() ?? null,
  };
}
