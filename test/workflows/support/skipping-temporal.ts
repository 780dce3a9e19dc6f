import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import type { WorkerOptions } from '@temporalio/worker';
import { leadActivities } from '../../../activities/lead-activities.js';
import { leadJobActivities } from '../../../activities/lead-job-activities.js';
import type { AppendToLeads, Clock, LeadActivities } from '../../../activities/ports.js';
import { bundleFromSource } from '../../../src/temporal/workflow-bundle.js';
import { TASK_QUEUES, workflowIdOf } from '../../../workflows/contract.js';
import { timeSkipping } from '../../support/servers/time-skipping.js';

const unwatched = (): void => undefined;
const noJobs: AppendToLeads = async () => ({ more: false });
const quiet = new DefaultLogger('ERROR');

/** Temporal whose time is the test's: our clock reads it, shifted to where the test begins. */
export class SkippingTemporal implements Clock {
  private workers: Worker[] = [];
  private running: Promise<unknown> = Promise.resolve();
  private at = 0;

  private constructor(
    readonly env: TestWorkflowEnvironment,
    private readonly shift: number,
  ) {}

  /** @param start epoch ms at which the test begins */
  static async open(start: number): Promise<SkippingTemporal> {
    Runtime.install({
      logger: quiet,
      telemetryOptions: { logging: { forward: {}, filter: 'ERROR' } },
    });
    const env = await timeSkipping();
    const opened = new SkippingTemporal(env, start - (await env.currentTimeMs()));
    await opened.sync();
    return opened;
  }

  now = (): number => this.at;
  real = (engineMs: number): number => engineMs;

  /** Reads the server's time. */
  async sync(): Promise<number> {
    return (this.at = (await this.env.currentTimeMs()) + this.shift);
  }

  /** Serves all queues with these ports, each called at the server's time. */
  async serve(
    { append = noJobs, ...ports }: LeadActivities & { append?: AppendToLeads },
    options: Partial<WorkerOptions> = {},
  ): Promise<void> {
    const inTime =
      <Request, Answer>(port: (request: Request) => Promise<Answer>) =>
      async (request: Request): Promise<Answer> => {
        await this.sync();
        return port(request);
      };
    const timed = {
      advance: inTime(ports.advance),
      deliver: inTime(ports.deliver),
      assign: inTime(ports.assign),
      notify: inTime(ports.notify),
      webhook: inTime(ports.webhook),
    };
    const activities = {
      ...leadActivities(timed, unwatched),
      ...leadJobActivities(append, unwatched),
    };
    const workflowBundle = await (bundle ??= bundleFromSource({ logger: quiet }));
    const shared = { connection: this.env.nativeConnection, activities, ...options };
    this.workers = await Promise.all([
      Worker.create({ ...shared, taskQueue: TASK_QUEUES.lifecycle, workflowBundle }),
      Worker.create({ ...shared, taskQueue: TASK_QUEUES.delivery }),
      Worker.create({ ...shared, taskQueue: TASK_QUEUES.sales }),
    ]);
    this.running = Promise.all(this.workers.map((worker) => worker.run()));
  }

  /** Time passes, with everything that falls due in it. */
  async pass(ms: number): Promise<void> {
    if (ms > 0) await this.env.sleep(ms);
    await this.sync();
  }

  run(leadId: string) {
    return this.env.client.workflow.getHandle(workflowIdOf(leadId));
  }

  async close(): Promise<void> {
    for (const worker of this.workers) worker.shutdown();
    await this.running;
    await this.env.teardown();
  }
}

let bundle: ReturnType<typeof bundleFromSource> | undefined;
