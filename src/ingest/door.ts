import { ProblemException } from '../http/problem.js';
import type { Intake } from './intake.js';
import { intakeTurnedAway } from './metrics.js';
import type { Receipt, Submission } from './submission.js';

const RETRY_AFTER = 1;

/** Stores what a request brought, or tells the client to come again in a second. */
export async function acceptOrTurnAway(
  intake: Intake,
  submissions: readonly Submission[],
): Promise<Receipt[]> {
  const receipts = await intake.accept(submissions);
  if (receipts) return receipts;
  intakeTurnedAway.inc();
  throw new ProblemException({
    status: 429,
    code: 'too-much-waiting',
    message: 'More is waiting than can be stored now; nothing was stored. Send it again',
    headers: {
      'retry-after': String(RETRY_AFTER),
      'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + RETRY_AFTER),
    },
  });
}
