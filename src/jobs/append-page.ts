import { sql } from 'kysely';
import type { Clock } from '../../activities/ports.js';
import type { Db, Trx } from '../database/database.js';
import type { Inbox } from '../ingest/inbox.js';
import { raiseAlert, resolveAlert } from '../alerts/alert.js';
import { JOB_WAITS, messageIdOf, type Preview } from './lead-job.js';
import { endOpenJobs } from './lead-jobs.js';
import { type LeadPage, lockJob, moveOn, nextLeads, type OpenJob, readJob } from './open-job.js';
import { previewPage } from './preview-page.js';

/** Leads given their input in one transaction. */
const MOST = 100;

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
 * One page of a job.
 * @param beat called again and again while a page takes long
 */
export async function appendPage(
  parts: PageParts,
  jobId: string,
  beat: () => void = () => undefined,
): Promise<PageResult> {
  const job = await readJob(parts.db, jobId);
  if (job === undefined) return 'ended';
  return job.parameters.preview ? previewPage(parts, job, beat) : givePage(parts, jobId);
}

/**
 * One page in one transaction: the inputs of the next leads and the cursor behind them. Whoever dies before the commit
 * has given nothing; whoever dies after it resumes behind these leads. The job's row is locked, so two workers that both
 * believe to run it take turns.
 */
function givePage(parts: PageParts, jobId: string): Promise<PageResult> {
  return parts.db.transaction().execute(async (trx) => {
    const job = await lockJob(trx, jobId);
    if (job === undefined) return 'ended';
    const limit = Math.min(MOST, await roomFor(trx, parts));
    if (limit <= 0) return wait(trx, job, parts.rings);
    const page = await nextLeads(trx, job, limit);
    if (page === undefined) {
      await endOpenJobs(trx, sql`id = ${jobId}`, 'done', null);
      return 'ended';
    }
    await giveAll(trx, parts, job, page);
    await moveOn(trx, job, page, { appended: page.leads.length });
    if (job.told) await resolveAlert(trx, JOB_WAITS, jobId);
    return 'moved';
  });
}

/** Nothing answered for long is put before a person, once. */
async function wait(trx: Trx, { id, stuck, told }: OpenJob, rings: number): Promise<'waits'> {
  if (!stuck || told) return 'waits';
  await raiseAlert(trx, {
    kind: JOB_WAITS,
    subject: id,
    detail: `No lead could be told for 10 minutes: ${rings} rings are unanswered`,
    whatToDo:
      'The job goes on by itself once leads answer. Look whether workers with the roles lifecycle and relay run, or cancel the job.',
  });
  return 'waits';
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

async function giveAll(
  trx: Trx,
  { inbox, clock }: PageParts,
  { id, parameters }: OpenJob,
  { leads }: LeadPage,
): Promise<void> {
  const input = {
    id: messageIdOf(id),
    occurredAt: clock.now(),
    body: { kind: 'control', control: parameters.control } as const,
  };
  await inbox.append(
    trx,
    leads.map((lead) => ({ leadId: lead.id, input, source: 'job', rings: true })),
  );
}
