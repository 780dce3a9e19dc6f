import type { WorkerOptions } from '@temporalio/worker';
import { leadActivities, performingActivities } from '../../activities/lead-activities.js';
import type { Watch } from '../../activities/lead-activities.js';
import { leadJobActivities } from '../../activities/lead-job-activities.js';
import type { AppendToLeads, LeadActivities } from '../../activities/ports.js';
import { TASK_QUEUES } from '../../workflows/contract.js';
import type { Settings } from '../config/settings.js';
import type { QueueOptions } from './worker-host.js';

type Bundle = NonNullable<WorkerOptions['workflowBundle']>;

/** Deliveries and assignments under way at once: their time goes to waiting for a provider. */
const PERFORMING = 40;

/** The workers of the queues this process serves. */
export async function leadWorkers(
  { workerRoles, database }: Pick<Settings, 'workerRoles' | 'database'>,
  ports: LeadActivities & { append: AppendToLeads },
  watch: Watch,
  bundle: () => Promise<Bundle>,
): Promise<QueueOptions[]> {
  const performing = performingActivities(ports, watch);
  const queues: QueueOptions[] = [];
  if (workerRoles.includes('lifecycle')) {
    queues.push({
      taskQueue: TASK_QUEUES.lifecycle,
      workflowBundle: await bundle(),
      activities: { ...leadActivities(ports, watch), ...leadJobActivities(ports.append, watch) },
      // Each holds a connection for a whole transaction: more would only wait in line for one.
      maxConcurrentLocalActivityExecutions: database.poolSize,
    });
  }
  for (const role of ['delivery', 'sales'] as const) {
    if (!workerRoles.includes(role)) continue;
    queues.push({
      taskQueue: TASK_QUEUES[role],
      activities: performing,
      maxConcurrentActivityTaskExecutions: PERFORMING,
    });
  }
  return queues;
}
