import { sql } from 'kysely';
import type { JsonObject } from '../../engine/json.js';
import type { Clock } from '../../activities/ports.js';
import type { Db, Trx } from '../database/database.js';
import type { Inbox } from '../ingest/inbox.js';
import { type LeadJobParameters, messageIdOf, type Preview } from './lead-job.js';
import { belongs } from './selection.js';

/** Leads looked at in one statement, whatever the selection: those of a rare one are spread over the whole table. */
const STRETCH = 500;
/** Leads given their input in one transaction. */
const MOST = 100;
/** Leads looked at in one: each may have a long history. */
const PREVIEWED = 20;

export interface PageParts {
  db: Db;
  inbox: Inbox;
  clock: Clock;
  /** Rings that may wait for an answer, of whomever: a job adds none above it. */
  rings: number;
  preview: Preview;
}

export type PageResult =
  /** There may be more. */
  | 'moved'
  /** Too many rings are unanswered: look again in a moment. */
  | 'waits'
  /** Done, cancelled, failed before, or gone. */
  | 'ended';

/**
 * One page of a job in one transaction: the inputs of the next leads and the cursor behind them. Whoever dies before the
 * commit has given nothing; whoever dies after it resumes behind these leads. The job's row is locked, so two workers that
 * both believe to run it take turns.
 */
export function appendPage(parts: PageParts, jobId: string): Promise<PageResult> {
  return parts.db.transaction().execute(async (trx) => {
    const job = await lockJob(trx, jobId);
    if (job === undefined) return 'ended';
    const limit = job.parameters.preview ? PREVIEWED : Math.min(MOST, await roomFor(trx, parts));
    if (limit <= 0) return 'waits';
    const page = await nextLeads(trx, job, limit);
    if (page === undefined) {
      await end(trx, jobId);
      return 'ended';
    }
    const { control, preview } = job.parameters;
    const result = preview ? await parts.preview(trx, control, page.ids, job.result) : null;
    if (!preview) await giveAll(trx, parts, jobId, job, page.ids);
    await moveOn(trx, jobId, page, result);
    return 'moved';
  });
}

interface OpenJob {
  parameters: LeadJobParameters;
  cursor: string;
  result: JsonObject | null;
}

async function lockJob(trx: Trx, id: string): Promise<OpenJob | undefined> {
  const { rows } = await sql<OpenJob>`
    select parameters, cursor, result from lead_job
    where id = ${id} and status in ('waiting', 'running') for no key update`.execute(trx);
  return rows[0];
}

/** What the rings that are owed or brought and not answered leave. A parked lead answers none until a person has looked. */
async function roomFor(trx: Trx, { rings }: PageParts): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (
      select from ring r where not exists (
        select from lead l where l.id = r.lead_id and l.parked_reason is not null
      ) limit ${rings}
    ) unanswered`.execute(trx);
  return rings - (rows[0]?.count ?? 0);
}

interface LeadPage {
  ids: string[];
  cursor: string;
  scanned: number;
}

/** The next leads of the selection, at most `limit`, and how far the look has come; nothing behind the last lead. */
async function nextLeads(
  trx: Trx,
  { parameters, cursor }: OpenJob,
  limit: number,
): Promise<LeadPage | undefined> {
  const { rows } = await sql<LeadPage>`
    with stretch as materialized (
      select id, status, playbook, state from lead where id > ${cursor} order by id limit ${STRETCH}
    ), chosen as materialized (
      select id from stretch l where ${belongs(parameters.selection)} order by id limit ${limit}
    ), edge as (
      select case when (select count(*) from chosen) = ${limit}
        then (select id from chosen order by id desc limit 1)
        else (select id from stretch order by id desc limit 1) end as id
    )
    select edge.id as cursor, array(select id from chosen order by id) as ids,
      (select count(*) from stretch s where s.id <= edge.id) as scanned
    from edge where edge.id is not null`.execute(trx);
  return rows[0];
}

async function giveAll(
  trx: Trx,
  { inbox, clock }: PageParts,
  jobId: string,
  { parameters }: OpenJob,
  leadIds: readonly string[],
): Promise<void> {
  const input = {
    id: messageIdOf(jobId),
    occurredAt: clock.now(),
    body: { kind: 'control', control: parameters.control } as const,
  };
  await inbox.append(
    trx,
    leadIds.map((leadId) => ({ leadId, input, source: 'job', rings: true })),
  );
}

async function moveOn(
  trx: Trx,
  id: string,
  { ids, cursor, scanned }: LeadPage,
  result: JsonObject | null,
): Promise<void> {
  const given = result === null ? ids.length : 0;
  await sql`
    update lead_job set status = 'running', started_at = coalesce(started_at, now()), moved_at = now(),
      cursor = ${cursor}, scanned = scanned + ${scanned}, appended = appended + ${given},
      result = coalesce(${result === null ? null : JSON.stringify(result)}::jsonb, result)
    where id = ${id}`.execute(trx);
}

async function end(trx: Trx, id: string): Promise<void> {
  await sql`
    update lead_job set status = 'done', started_at = coalesce(started_at, now()), moved_at = now(), ended_at = now()
    where id = ${id}`.execute(trx);
}
