/** Requests a second, over a fixed window, told in the headers Resend documents. */
export class RateLimit {
  private windowStart = Number.NEGATIVE_INFINITY;
  private used = 0;

  private readonly perSecond: number;
  private readonly now: () => number;

  constructor(perSecond: number, now: () => number) {
    this.perSecond = perSecond;
    this.now = now;
  }

  take(): { allowed: boolean; headers: Record<string, string> } {
    const now = this.now();
    if (now - this.windowStart >= 1000) {
      this.windowStart = now;
      this.used = 0;
    }
    this.used += 1;
    const allowed = this.used <= this.perSecond;
    const headers: Record<string, string> = {
      'ratelimit-limit': String(this.perSecond),
      'ratelimit-remaining': String(Math.max(0, this.perSecond - this.used)),
      'ratelimit-reset': String(Math.ceil((this.windowStart + 1000 - now) / 1000)),
    };
    return { allowed, headers: allowed ? headers : { ...headers, 'retry-after': '1' } };
  }
}
