import { createHash } from 'node:crypto';
import type { Refusal } from './schema.js';

const KEPT_FOR = 24 * 3600_000;

interface Use {
  payload: string;
  since: number;
  /** Id of the accepted mail; absent while the first request is in flight. */
  id?: string;
}

/** Resend's documented idempotency: kept for 24 hours, compared by payload, refused while in flight. */
export class IdempotencyKeys {
  private readonly uses = new Map<string, Use>();

  private readonly now: () => number;

  constructor(now: () => number) {
    this.now = now;
  }

  /** `first` to go on with, the id of the mail an equal request was accepted as, or why neither. */
  begin(key: string, body: string): 'first' | { id: string } | Refusal {
    if (key.length < 1 || key.length > 256) {
      return refusal(400, 'invalid_idempotency_key', 'The key must be between 1-256 chars.');
    }
    const payload = createHash('sha256').update(body).digest('hex');
    const use = this.uses.get(key);
    if (!use || this.now() - use.since >= KEPT_FOR) {
      this.uses.set(key, { payload, since: this.now() });
      return 'first';
    }
    if (use.payload !== payload) {
      return refusal(
        409,
        'invalid_idempotent_request',
        'Same idempotency key used with a different request payload.',
      );
    }
    if (use.id !== undefined) return { id: use.id };
    return refusal(
      409,
      'concurrent_idempotent_requests',
      'Same idempotency key used while original request is still in progress.',
    );
  }

  accept(key: string, id: string): void {
    const use = this.uses.get(key);
    if (use) use.id = id;
  }

  /** The first request came to nothing: the key is free again. */
  release(key: string): void {
    if (this.uses.get(key)?.id === undefined) this.uses.delete(key);
  }
}

function refusal(statusCode: number, name: string, message: string): Refusal {
  return { statusCode, name, message };
}
