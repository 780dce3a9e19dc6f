/** Pauses of a loop that others may cut short. */
export class Wakeable {
  private woken = false;
  private ended = false;
  private cut?: (() => void) | undefined;

  /** Ends the present pause; when nobody pauses, the next one takes no time. */
  wake(): void {
    this.woken = true;
    this.cut?.();
  }

  /** Ends this pause, even a deaf one, and every one after it. */
  end(): void {
    this.ended = true;
    this.cut?.();
  }

  /** Until woken, at most `ms`. */
  async pause(ms: number): Promise<void> {
    if (!this.woken) await this.until(ms);
    this.woken = false;
  }

  /** The whole of `ms`, whoever calls; only the end is heeded. */
  async deafPause(ms: number): Promise<void> {
    const from = performance.now();
    for (let left = ms; left > 0 && !this.ended; left = ms - (performance.now() - from))
      await this.until(left);
  }

  private async until(ms: number): Promise<void> {
    if (this.ended) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.cut = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.cut = undefined;
  }
}
