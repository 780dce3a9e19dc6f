import { Context } from '@temporalio/activity';
import { watched, type Watch } from './lead-activities.js';
import type { AppendToLeads, LeadJobActivities, Pulse } from './ports.js';

/** The activity of a job's workflow over its port; it tells Temporal that it lives, and hears when it has to end. */
export function leadJobActivities(append: AppendToLeads, watch: Watch): LeadJobActivities {
  return {
    appendToLeads: watched('appendToLeads', (jobId: string) => append(jobId, pulseOf()), watch),
  };
}

function pulseOf(): Pulse {
  const context = Context.current();
  return {
    beat: () => context.heartbeat(),
    get stopped() {
      return context.cancellationSignal.aborted;
    },
  };
}
