import { WorkflowIdConflictPolicy, WorkflowIdReusePolicy } from '@temporalio/common';
import type { Client } from '@temporalio/client';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { sql } from 'kysely';
import type { Logger } from 'pino';
import { JOB_WORKFLOW_TYPE, TASK_QUEUES, jobWorkflowIdOf } from '../../workflows/contract.js';
import type { Db } from '../database/database.js';
import { Wakeable } from '../lifecycle/wakeable.js';

const LOOK = 1_000;
/** Real seconds without a page after which a job's workflow may be lost, as with Temporal's store. */
const STILL = 120;
const PATIENCE = 5_000;

/**
 * Starts the workflow of every job that was asked for: asking is a row, so it needs no Temporal. Any number of starters
 * work side by side; a second start of the same job is no start.
 */
export class JobStarter implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly idle = new Wakeable();
  private running: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly db: Db,
    private readonly client: Client,
    private readonly isOurs: boolean,
    private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    if (this.isOurs) this.running = this.run();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    this.idle.end();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      await this.round().catch((error: unknown) =>
        this.log.warn({ err: error }, 'a job could not be started; trying again'),
      );
      await this.idle.pause(LOOK);
    }
  }

  /** Starts what waits. Answers the ids. */
  async round(): Promise<string[]> {
    await this.lookAtTurns();
    const { rows } = await sql<{ id: string }>`
      select id from lead_job
      where (status = 'waiting' and ${mayBegin}) or (status = 'running' and moved_at < now() - make_interval(secs => ${STILL}))
      order by asked_at limit 50`.execute(this.db);
    for (const { id } of rows) await this.start(id);
    return rows.map(({ id }) => id);
  }

  /**
   * A turn that was under way when a job was asked for may not have seen what it is about. Seconds after the job was first
   * seen, which is after its commit, every such turn has written or locked something: it is a transaction with a number.
   */
  private async lookAtTurns(): Promise<void> {
    await sql`
      update lead_job set turns_before = case when ${isSettled} then pg_current_xact_id() end,
        seen_at = coalesce(seen_at, now())
      where status = 'waiting' and parameters ? 'afterTurns' and turns_before is null
        and (seen_at is null or ${isSettled})`.execute(this.db);
  }

  private async start(id: string): Promise<void> {
    await this.client.withDeadline(Date.now() + PATIENCE, () =>
      this.client.workflow.start(JOB_WORKFLOW_TYPE, {
        workflowId: jobWorkflowIdOf(id),
        taskQueue: TASK_QUEUES.lifecycle,
        args: [id],
        workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
        workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
      }),
    );
  }
}

/** Longer than any statement waits for a lock. */
const isSettled = sql<boolean>`seen_at < now() - interval '5 seconds'`;

/**
 * The turns that had to be over are, or a minute has passed: none holds its row that long, and in a record that was
 * restored elsewhere transactions are numbered anew.
 */
const mayBegin = sql<boolean>`(
  not parameters ? 'afterTurns'
  or turns_before <= pg_snapshot_xmin(pg_current_snapshot())
  or seen_at < now() - interval '1 minute')`;
