import { Connection } from '@temporalio/client';
import proto from '@temporalio/proto';

import type { Settings } from '../../src/config/settings.js';
import { TASK_QUEUES } from '../../workflows/contract.js';

const ANSWER_MS = 2_000;
const { TASK_QUEUE_TYPE_WORKFLOW } = proto.temporal.api.enums.v1.TaskQueueType;

/** Whether the API says so itself. */
export async function apiIsReady(port: number): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`, {
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    return answer.ok;
  } catch {
    // It does not listen yet.
    return false;
  }
}

/** Whether a worker that came after `since` (epoch ms) asks Temporal for the leads' workflow tasks. */
export async function workerPolls(settings: Settings['temporal'], since: number): Promise<boolean> {
  const connection = await Connection.connect(settings.connection);
  try {
    const { pollers } = await connection.workflowService.describeTaskQueue({
      namespace: settings.namespace,
      taskQueue: { name: TASK_QUEUES.lifecycle },
      taskQueueType: TASK_QUEUE_TYPE_WORKFLOW,
    });
    return (pollers ?? []).some(
      ({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1000 > since,
    );
  } finally {
    await connection.close();
  }
}
