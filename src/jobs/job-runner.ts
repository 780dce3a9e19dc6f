import { setTimeout as delay } from 'node:timers/promises';
import type { OnModuleDestroy } from '@nestjs/common';
import { sql } from 'kysely';
import type { Logger } from 'pino';
import type { AppendToLeads, Pulse } from '../../activities/ports.js';
import { faultPoint } from '../config/fault.js';
import { raiseAlert, resolveAlert } from '../lifecycle/alert.js';
import { guarded, Poison } from '../lifecycle/poison.js';
import { appendPage, type PageParts, type PageResult } from './append-page.js';

/** One attempt of the activity works this long, ms; then it starts afresh, so that its own time-out means a fault. */
const STRETCH = 300_000;
/** Before it looks again whether rings were answered, ms. */
const LOOK = 100;
/** Nothing answered for so long is a person's business, ms. */
const PATIENCE = 600_000;

/** Runs jobs over many leads, page by page, as fast as the leads answer their rings. */
export class JobRunner implements OnModuleDestroy {
  private stopped = false;

  constructor(
    private readonly parts: PageParts,
    private readonly log: Logger,
  ) {}

  /** The process ends: the page under way is the last. */
  onModuleDestroy(): void {
    this.stopped = true;
  }

  /** Until the job has ended, or this attempt has worked long enough. Throws when the record is away. */
  readonly append: AppendToLeads = async (jobId, pulse) => {
    const wait = new Wait(this.parts, jobId);
    for (const began = performance.now(); performance.now() - began < STRETCH;) {
      if (this.stopped || pulse.stopped) return { more: true };
      const result = await this.page(jobId, pulse);
      if (result === 'ended') return { more: false };
      await wait.after(result);
    }
    return { more: true };
  };

  private async page(jobId: string, pulse: Pulse): Promise<PageResult> {
    pulse.beat();
    try {
      const result = await guarded(`job ${jobId}`, () => appendPage(this.parts, jobId));
      faultPoint('after-job-page-commit');
      return result;
    } catch (error) {
      if (!(error instanceof Poison)) throw error;
      await this.fail(jobId, error);
      return 'ended';
    }
  }

  /** A bug, or data that breaks the job: trying again changes nothing. */
  private async fail(jobId: string, error: Poison): Promise<void> {
    this.log.error({ err: error, job: jobId }, 'a job over many leads failed');
    await this.parts.db.transaction().execute(async (trx) => {
      await sql`update lead_job set status = 'failed', ended_at = now(), reason = ${error.message}
        where id = ${jobId} and status in ('waiting', 'running')`.execute(trx);
      await raiseAlert(trx, {
        kind: 'job-failed',
        subject: jobId,
        detail: error.message,
        whatToDo:
          'Read the log of the worker and deploy the fix, then ask for the same job again: leads that had their input are unharmed by a second one.',
      });
    });
  }
}

/** The pauses of a job whose leads do not answer; a long one is put before a person. */
class Wait {
  private since?: number | undefined;
  private told = false;

  constructor(
    private readonly parts: PageParts,
    private readonly jobId: string,
  ) {}

  async after(result: PageResult): Promise<void> {
    const { db, rings } = this.parts;
    if (result !== 'waits') {
      if (this.told) await resolveAlert(db, 'job-waits', this.jobId);
      this.told = false;
      this.since = undefined;
      return;
    }
    this.since ??= performance.now();
    if (!this.told && performance.now() - this.since > PATIENCE) {
      this.told = true;
      await raiseAlert(db, {
        kind: 'job-waits',
        subject: this.jobId,
        detail: `${rings} rings are unanswered for 10 minutes`,
        whatToDo:
          'The job goes on by itself once leads answer. Look whether workers with the roles lifecycle and relay run, or cancel the job.',
      });
    }
    await delay(LOOK);
  }
}
