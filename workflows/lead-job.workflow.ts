import { continueAsNew, proxyActivities } from '@temporalio/workflow';
import type { LeadJobActivities } from '../activities/ports.js';

const { appendToLeads } = proxyActivities<LeadJobActivities>({
  // An attempt ends by itself after 5 minutes; one whose worker died is noticed by its silence.
  startToCloseTimeout: '10 min',
  heartbeatTimeout: '15 s',
  retry: { initialInterval: '1 s', backoffCoefficient: 2, maximumInterval: '1 min' },
});

/** Attempts of one run, some eight hours: its history stays small however many leads there are. */
const STRETCHES = 100;

/**
 * A job over many leads: sees that somebody goes on with it until it has ended. Where it stands is in its row, and who
 * cancels it writes there, so this holds nothing.
 */
export async function leadJob(jobId: string): Promise<void> {
  for (let stretch = 0; stretch < STRETCHES; stretch++) {
    const { more } = await appendToLeads(jobId);
    if (!more) return;
  }
  await continueAsNew<typeof leadJob>(jobId);
}
