import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { ProblemException } from '../http/problem.js';
import { findLeadJob, type LeadJobView } from '../jobs/lead-jobs.js';
import { effectText, heldText } from '../recompute/effect-text.js';
import type { RecomputeEffect } from '../recompute/preview.js';
import { Recomputes } from '../recompute/recomputes.js';
import { CommandFailed } from './command-failed.js';
import { withRecord, type LeadRecord } from './record.js';
import { whoRuns } from './who.js';

export interface RecomputeOptions {
  dryRun?: boolean;
  confirm?: string;
  dismiss?: string;
  trigger?: string[];
}

const LOOK = 500;

/** Asks for a recompute, its preview or the word on one, and shows how it goes until it has ended. */
export const recompute = (playbook: string, options: RecomputeOptions): Promise<void> =>
  withRecord(async (record) => {
    const recomputes = new Recomputes(record.db, record.playbooks);
    const asked = await ask(recomputes, playbook, options).catch(inWords);
    console.error(`Job ${asked.id}; it goes on by itself, here or not.`);
    const ended = await follow(record, asked);
    console.log(await told(recomputes, ended));
  });

async function ask(
  recomputes: Recomputes,
  playbook: string,
  { dryRun = false, confirm, dismiss, trigger }: RecomputeOptions,
): Promise<LeadJobView> {
  const by = whoRuns();
  const id = confirm ?? dismiss;
  if (id === undefined) return recomputes.ask({ playbook, dryRun, by });
  if (confirm !== undefined && dismiss !== undefined)
    throw new CommandFailed('Say --confirm or --dismiss, not both');
  await mustBeOf(recomputes, id, playbook);
  return recomputes.say(confirm === undefined ? 'dismiss' : 'confirm', id, trigger, by);
}

/** The word is on that recompute of that playbook, and on no other. */
async function mustBeOf(recomputes: Recomputes, id: string, playbook: string): Promise<void> {
  if (!z.uuid().safeParse(id).success)
    throw new CommandFailed(`"${id}" is not the id of a recompute`);
  const { subject } = await recomputes.find(id);
  if (subject !== playbook)
    throw new CommandFailed(`${id} is a recompute of ${subject}, not of ${playbook}`);
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
