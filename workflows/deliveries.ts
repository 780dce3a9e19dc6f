import { proxyActivities } from '@temporalio/workflow';
import type { ActivityOptions } from '@temporalio/workflow';
import type { LeadActivities, OpenCommand } from '../activities/ports.js';
import { TASK_QUEUES } from './contract.js';

const policy: ActivityOptions = {
  startToCloseTimeout: '12 s',
  // No end of attempts: a message ends by its own `expires`, which the activity tests, never by Temporal.
  retry: { initialInterval: '1 s', backoffCoefficient: 2, maximumInterval: '5 min' },
};
const { deliver, webhook } = proxyActivities<LeadActivities>({
  ...policy,
  taskQueue: TASK_QUEUES.delivery,
});
const { assign, notify } = proxyActivities<LeadActivities>({
  ...policy,
  taskQueue: TASK_QUEUES.sales,
});
const perform = { send: deliver, assign, notify, webhook };

/** Commands on their way, beside the loop: a delivery that takes a day never holds up a decision. */
export class Deliveries {
  private readonly inFlight = new Set<string>();

  /** @param onNews a command ended in something the engine has to see; it lies in the inbox by now */
  constructor(private readonly onNews: () => void) {}

  get empty(): boolean {
    return this.inFlight.size === 0;
  }

  /** Starts every command that this run does not have in flight already. */
  send(commands: readonly OpenCommand[]): void {
    for (const command of commands) {
      if (this.inFlight.has(command.id)) continue;
      this.inFlight.add(command.id);
      void this.see(command);
    }
  }

  private async see({ id, kind, summary }: OpenCommand): Promise<void> {
    const news = await perform[kind].executeWithOptions({ summary }, [id]).then(
      (result) => result.news,
      // Only a bug ends an activity for good. The command stays open in the record, where the sweeper finds and counts
      // it; to turn at once would try again without end.
      () => false,
    );
    this.inFlight.delete(id);
    if (news) this.onNews();
  }
}
