const WINDOW = 1000;

/**
 * Keeps this process below a provider's rate limit as the provider tells it: `ratelimit-limit`, `ratelimit-remaining`
 * and `ratelimit-reset` (seconds) with every answer, `retry-after` (seconds) with a 429. Other processes share the same
 * limit, so a 429 can still come; it stops this one for as long as it says.
 */
export class Pace {
  private windowStart = Number.NEGATIVE_INFINITY;
  private used = 0;
  private closedUntil = 0;

  /** `limit`: requests a second until an answer says otherwise. `now`: real time, epoch ms. */
  constructor(
    private limit: number,
    private readonly now: () => number = Date.now,
  ) {}

  /** Takes the next free place, when it is at most `patience` ms away; ms until that place either way. */
  reserve(patience: number): { taken: boolean; inMs: number } {
    const now = this.now();
    const earliest = Math.max(now, this.closedUntil);
    if (earliest >= this.windowStart + WINDOW) this.open(earliest);
    const full = this.used >= this.limit;
    const start = full ? this.windowStart + WINDOW : this.windowStart;
    const inMs = Math.max(0, Math.max(start, earliest) - now);
    if (inMs > patience) return { taken: false, inMs };
    if (full) this.open(start);
    this.used += 1;
    return { taken: true, inMs };
  }

  /** Learns from the headers of an answer; names in lower case. */
  learn(headers: Record<string, string>): void {
    const retryAfter = secondsIn(headers, 'retry-after');
    if (retryAfter !== undefined) this.closedUntil = this.now() + retryAfter * 1000;
    this.limit = Math.max(1, secondsIn(headers, 'ratelimit-limit') ?? this.limit);
    const reset = secondsIn(headers, 'ratelimit-reset');
    if (headers['ratelimit-remaining'] !== '0' || reset === undefined) return;
    this.closedUntil = Math.max(this.closedUntil, this.now() + reset * 1000);
  }

  private open(from: number): void {
    this.windowStart = from;
    this.used = 0;
  }
}

function secondsIn(headers: Record<string, string>, name: string): number | undefined {
  const value = headers[name];
  const number = Number(value);
  return value === undefined || value === '' || !Number.isFinite(number) ? undefined : number;
}
