import { setTimeout as delay } from 'node:timers/promises';
import { ProblemException } from '../http/problem.js';
import { findLeadJob, type LeadJobView } from '../jobs/lead-jobs.js';
import { effectText, heldText } from '../recompute/effect-text.js';
import type { RecomputeEffect } from '../recompute/preview.js';
import { Recomputes } from '../recompute/recomputes.js';
import { CommandFailed } from './command-failed.js';
import { withRecord, type LeadRecord } from './record.js';

export interface RecomputeOptions {
  dryRun?: boolean;
  confirm?: string;
  dismiss?: string;
  trigger?: string[];
}

const LOOK = 500;
const BY = 'cli';

/** Asks for a recompute, its preview or the word on one, and shows how it goes until it has ended. */
export const recompute = (playbook: string, options: RecomputeOptions): Promise<void> =>
  withRecord(async (record) => {
    const recomputes = new Recomputes(record.db, record.playbooks);
    const asked = await ask(recomputes, playbook, options).catch(inWords);
    console.error(`Job ${asked.id}; it goes on by itself, here or not.`);
    const ended = await follow(record, asked);
    console.log(await told(recomputes, ended));
  });

function ask(
  recomputes: Recomputes,
  playbook: string,
  { dryRun = false, confirm, dismiss, trigger }: RecomputeOptions,
): Promise<LeadJobView> {
  if (confirm !== undefined) return recomputes.say('confirm', confirm, trigger, BY);
  if (dismiss !== undefined) return recomputes.say('dismiss', dismiss, trigger, BY);
  return recomputes.ask({ playbook, dryRun, by: BY });
}

async function follow({ db }: LeadRecord, asked: LeadJobView): Promise<LeadJobView> {
  for (let shown = -1; ; await delay(LOOK)) {
    const job = (await findLeadJob(db, asked.id)) ?? asked;
    if (job.scanned !== shown) console.error(`${job.scanned} leads looked at, ${job.status}`);
    shown = job.scanned;
    if (job.endedAt !== null) return job;
  }
}

async function told(recomputes: Recomputes, job: LeadJobView): Promise<string> {
  if (job.status !== 'done') throw new CommandFailed(`The job ${job.status}: ${job.reason ?? ''}`);
  switch (job.kind) {
    case 'recompute-preview':
      return effectText(job.result as unknown as RecomputeEffect | null);
    case 'recompute':
      return heldText(job.id, (await recomputes.view(job.id)).held);
    default:
      return `${job.appended} leads were told.`;
  }
}

function inWords(error: unknown): never {
  if (error instanceof ProblemException) throw new CommandFailed(error.problem.message);
  throw error;
}
