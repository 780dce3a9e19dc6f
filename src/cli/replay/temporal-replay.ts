import type { PayloadCodec } from '@temporalio/common';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import { Worker } from '@temporalio/worker';

import { workflowBundle } from '../../temporal/workflow-bundle.js';
import { workflowIdOf } from '../../../workflows/contract.js';

/**
 * Gives a history to today's workflow code under Temporal's own replayer. Answers where they part ways, or undefined
 * when every command comes out as it was recorded.
 */
export async function replayHistory(
  history: History,
  leadId: string,
  codec: PayloadCodec,
): Promise<string | undefined> {
  const workflow = await workflowBundle();
  const options = { workflowBundle: workflow, dataConverter: { payloadCodecs: [codec] } };
  const one = [{ workflowId: workflowIdOf(leadId), history }];
  for await (const { error } of Worker.runReplayHistories(options, one)) {
    return error?.message;
  }
  return 'the history holds no run';
}
