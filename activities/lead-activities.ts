import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { LeadActivities, LeadJobActivities } from './ports.js';
import { TryAgain } from './try-again.js';

type Name = keyof LeadActivities | keyof LeadJobActivities;

/** Told of every attempt; `error` is set when it threw. */
export type Watch = (activity: Name, seconds: number, error?: unknown) => void;

/**
 * The activities of a lead's workflow over their ports. Attempts are watched from here because Temporal shows a throwing
 * local activity nowhere until it succeeds.
 */
export function leadActivities(ports: LeadActivities, watch: Watch): LeadActivities {
  return {
    advance: watched('advance', ports.advance, watch),
    ...performingActivities(ports, watch),
  };
}

/** Without `advance`: what the workers of the delivery and sales queues offer. */
export function performingActivities(
  ports: Omit<LeadActivities, 'advance'>,
  watch: Watch,
): Omit<LeadActivities, 'advance'> {
  return {
    deliver: watched('deliver', ports.deliver, watch),
    assign: watched('assign', ports.assign, watch),
    notify: watched('notify', ports.notify, watch),
    webhook: watched('webhook', ports.webhook, watch),
  };
}

/** An activity of which every attempt is told. */
export function watched<Request, Answer>(
  name: Name,
  perform: (request: Request) => Promise<Answer>,
  watch: Watch,
): (request: Request) => Promise<Answer> {
  return async (request) => {
    const began = performance.now();
    const seconds = () => (performance.now() - began) / 1000;
    try {
      const answer = await perform(request);
      watch(name, seconds());
      return answer;
    } catch (error) {
      if (error instanceof TryAgain) throw later(error);
      watch(name, seconds(), error);
      throw error;
    }
  };
}

/** Temporal's own way to ask again at a moment of the activity's choice, which is no failure of anything. */
const later = ({ message, inMs }: TryAgain): ApplicationFailure =>
  ApplicationFailure.create({
    type: 'TryAgain',
    message,
    nextRetryDelay: Math.max(1, Math.ceil(inMs)),
    category: ApplicationFailureCategory.BENIGN,
  });
