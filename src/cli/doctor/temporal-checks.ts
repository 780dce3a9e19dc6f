import { Connection } from '@temporalio/client';
import proto from '@temporalio/proto';

import type { Settings } from '../../config/settings.js';
import { LEAD_STAGE, LEAD_TIER, TASK_QUEUES } from '../../../workflows/contract.js';
import { bad, good, type Check, type Finding } from './check.js';

const DEADLINE = 5_000;
const { TASK_QUEUE_TYPE_ACTIVITY } = proto.temporal.api.enums.v1.TaskQueueType;

/** Whether Temporal is there, knows what leads are found by, and has somebody working. */
export function temporalChecks({ temporal: where }: Settings): Check[] {
  const { namespace } = where;
  return [
    { name: 'Temporal', look: () => within(where, (server) => reach(server, namespace)) },
    {
      name: 'Search attributes',
      look: () => within(where, (server) => searchAttributes(server, namespace)),
    },
    { name: 'Workers', look: () => within(where, (server) => workers(server, namespace)) },
  ];
}

async function within(
  where: Settings['temporal'],
  look: (server: Connection) => Promise<Finding>,
): Promise<Finding> {
  const server = Connection.lazy(where.connection);
  try {
    return await server.withDeadline(Date.now() + DEADLINE, () => look(server));
  } finally {
    await server.close();
  }
}

async function reach(server: Connection, namespace: string): Promise<Finding> {
  try {
    await server.workflowService.describeNamespace({ namespace });
    return good(`answers for namespace ${namespace}`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const todo = 'Start it with `npm start`, or put TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE right.';
    return bad(why, todo);
  }
}

async function searchAttributes(server: Connection, namespace: string): Promise<Finding> {
  const { customAttributes } = await server.operatorService.listSearchAttributes({ namespace });
  const missing = [LEAD_TIER, LEAD_STAGE].filter(({ name }) => !(name in customAttributes));
  if (missing.length === 0) return good('known');
  const names = missing.map(({ name }) => name).join(' and ');
  return bad(`${names} unknown`, 'Start a worker: it registers them where it may.');
}

async function workers(server: Connection, namespace: string): Promise<Finding> {
  const idle: string[] = [];
  for (const name of Object.values(TASK_QUEUES)) {
    const { pollers } = await server.workflowService.describeTaskQueue({
      namespace,
      taskQueue: { name },
      ...(name === TASK_QUEUES.lifecycle ? {} : { taskQueueType: TASK_QUEUE_TYPE_ACTIVITY }),
    });
    if (pollers.length === 0) idle.push(name);
  }
  if (idle.length === 0) return good('every queue has one');
  return bad(`nobody works on ${idle.join(', ')}`, 'Start one: `npm run start:worker`.');
}
