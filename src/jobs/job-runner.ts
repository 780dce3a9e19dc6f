import { setTimeout as delay } from 'node:timers/promises';
import type { OnModuleDestroy } from '@nestjs/common';
import { sql } from 'kysely';
import type { Logger } from 'pino';
import type { AppendToLeads, Pulse } from '../../activities/ports.js';
import { faultPoint } from '../config/fault.js';
import { raiseAlert } from '../alerts/alert.js';
import { guarded, Poison } from '../lifecycle/poison.js';
import { appendPage, type PageParts, type PageResult } from './append-page.js';
import { endOpenJobs } from './lead-jobs.js';

/** One attempt of the activity works this long, ms; then it starts afresh, so that its own time-out means a fault. */
const STRETCH = 300_000;
/** Before it looks again whether rings were answered, ms. */
const LOOK = 100;

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
    for (const began = performance.now(); performance.now() - began < STRETCH;) {
      if (this.stopped || pulse.stopped) return { more: true };
      const result = await this.page(jobId, pulse);
      if (result === 'ended') return { more: false };
      if (result === 'waits') await delay(LOOK);
    }
    return { more: true };
  };

  private async page(jobId: string, pulse: Pulse): Promise<PageResult> {
    pulse.beat();
    try {
      const beat = () => pulse.beat();
      const result = await guarded(`job ${jobId}`, () => appendPage(this.parts, jobId, beat));
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
      await endOpenJobs(trx, sql`id = ${jobId}`, 'failed', error.message);
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
