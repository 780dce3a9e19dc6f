import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Watch } from '../../activities/lead-activities.js';
import type { Db } from '../database/database.js';
import { raiseAlert } from '../alerts/alert.js';
import { activitySeconds } from '../lifecycle/metrics.js';

/** Alerts are written this often, ms: what throws is most often the database itself. */
const EVERY = 15_000;

/**
 * Counts the attempts of activities, and puts the throwing ones before a person: Temporal shows a throwing local activity
 * nowhere. The alert waits here until the record takes it.
 */
export class ActivityWatch implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly thrown = new Map<string, { times: number; last: string }>();
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly db: Db,
    private readonly log: Logger,
  ) {}

  readonly watch: Watch = (activity, seconds, error) => {
    activitySeconds.observe({ activity, outcome: error === undefined ? 'ok' : 'threw' }, seconds);
    if (error === undefined) return;
    const last = error instanceof Error ? error.name : typeof error;
    this.thrown.set(activity, { times: (this.thrown.get(activity)?.times ?? 0) + 1, last });
    this.log.error({ err: error, activity }, 'an activity threw and is tried again');
  };

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.report(), EVERY).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  async report(): Promise<void> {
    for (const [activity, { times, last }] of this.thrown) {
      try {
        await raiseAlert(this.db, {
          kind: 'activity-throws',
          subject: activity,
          detail: `${times} attempts threw, the last one a ${last}`,
          whatToDo:
            'Temporal keeps trying. Read the log of the worker; most often the database is away.',
        });
        this.thrown.delete(activity);
      } catch (error) {
        this.log.error({ err: error, activity }, 'the alert could not be written; trying again');
      }
    }
  }
}
