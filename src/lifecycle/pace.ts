import { isGrpcServiceError } from '@temporalio/client';

const SLOWEST = 5_000;

/**
 * How long the relay waits between rounds, ms. It doubles while Temporal is exhausted or away and halves with every
 * round that went well, so a server that comes back is not met by everything at once.
 */
export class Pace {
  wait = 0;

  after(failures: readonly unknown[]): void {
    const pressed = failures.some(isPressure);
    this.wait = pressed
      ? Math.min(SLOWEST, Math.max(100, this.wait * 2))
      : Math.floor(this.wait / 2);
    if (!pressed && this.wait < 50) this.wait = 0;
  }
}

/** gRPC: DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, UNAVAILABLE. */
const PRESSURE = new Set<number>([4, 8, 14]);

const isPressure = (error: unknown): boolean => {
  const cause = error instanceof Error && !isGrpcServiceError(error) ? error.cause : error;
  return isGrpcServiceError(cause) && PRESSURE.has(cause.code);
};
