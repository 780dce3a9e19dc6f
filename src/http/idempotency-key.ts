import { LIMITS } from '../ingest/limits.js';
import { ProblemException } from './problem.js';

/** The key under which a request may be repeated; nothing when there is none. Throws 400 when it is too long. */
export function idempotencyKeyOf(key: string | undefined): string | undefined {
  if (key !== undefined && key.length > LIMITS.messageId) {
    throw new ProblemException({
      status: 400,
      code: 'idempotency-key',
      message: `Idempotency-Key may have ${LIMITS.messageId} characters at most`,
    });
  }
  return key || undefined;
}
