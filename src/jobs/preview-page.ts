import { sql } from 'kysely';
import type { JsonObject } from '../../engine/json.js';
import type { PageParts, PageResult } from './append-page.js';
import { endOpenJobs } from './lead-jobs.js';
import { type LeadPage, lockJob, moveOn, nextLeads, type OpenJob } from './open-job.js';

/** Leads of one page at most. */
const MOST = 20;
/** A page ends after the lead at which so much time has passed, ms: each may have a long history. */
const LONGEST = 1_000;

/**
 * Looks at the next leads and then writes what was found together with the cursor. Nothing is locked while it looks, so a
 * cancel gets in at once, and what is found after it is thrown away; so is the page of the slower of two workers.
 */
export async function previewPage(
  parts: PageParts,
  job: OpenJob,
  beat: () => void,
): Promise<PageResult> {
  const page = await nextLeads(parts.db, job, MOST);
  const seen = page && (await look(parts, job, page, beat));
  return parts.db.transaction().execute(async (trx) => {
    const now = await lockJob(trx, job.id);
    if (now === undefined) return 'ended';
    if (now.cursor !== job.cursor) return 'moved';
    if (seen === undefined) {
      await endOpenJobs(trx, sql`id = ${job.id}`, 'done', null);
      return 'ended';
    }
    await moveOn(trx, job, seen, { result: seen.result });
    return 'moved';
  });
}

async function look(
  { db, preview }: PageParts,
  { parameters, result: before }: OpenJob,
  { leads, ...end }: LeadPage,
  beat: () => void,
): Promise<Pick<LeadPage, 'cursor' | 'scanned'> & { result: JsonObject | null }> {
  const began = performance.now();
  let result = before;
  for (const { id, scanned } of leads) {
    beat();
    const soFar = result;
    result = await db.transaction().execute((trx) => preview(trx, parameters.control, id, soFar));
    if (performance.now() - began > LONGEST) return { cursor: id, scanned, result };
  }
  return { ...end, result };
}
