import { Client } from '@temporalio/client';
import { WorkflowIdConflictPolicy, WorkflowIdReusePolicy } from '@temporalio/common';
import {
  LEAD_STAGE,
  LEAD_TIER,
  TASK_QUEUES,
  WORKFLOW_TYPE,
  behaviour,
  workflowIdOf,
} from '../../workflows/contract.js';
import type { Ring, Start } from '../../workflows/contract.js';

/** Temporal answers a ring in milliseconds or not at all. */
const PATIENCE = 5_000;

export interface RungLead {
  id: string;
  tier: string;
  stage: string;
}

/** Rings a lead's workflow, which is started where none runs. To ring twice does no harm. */
export class Ringer {
  constructor(private readonly client: Client) {}

  async ring(lead: RungLead, ring: Ring): Promise<void> {
    const start: Start = { leadId: lead.id };
    await this.client.withDeadline(Date.now() + PATIENCE, () =>
      this.client.workflow.signalWithStart(WORKFLOW_TYPE, {
        workflowId: workflowIdOf(lead.id),
        taskQueue: TASK_QUEUES.lifecycle,
        args: [start],
        signal: behaviour,
        signalArgs: [ring],
        // A lead that was resting, or whose run was lost, starts again from its row.
        workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
        workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
        // Known now, so the run need not pay an event and an action to set them.
        typedSearchAttributes: [
          { key: LEAD_TIER, value: lead.tier },
          { key: LEAD_STAGE, value: lead.stage },
        ],
      }),
    );
  }
}
