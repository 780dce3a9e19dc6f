import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';

/**
 * The one timer of a lead. It is left alone while the nearest deadline stands, because every timer is an event in the
 * history and an action on the bill.
 */
export class Alarm {
  /** The deadline came; whoever acts on it clears this. */
  rang = false;
  private at?: number | undefined;
  private scope?: CancellationScope | undefined;

  /**
   * @param at identity of the deadline, epoch ms of the engine's clock; absent: nothing to wait for
   * @param inMs real milliseconds from now until then; none: it rings at once, a past deadline needs no timer
   * @param because for the reader of the history
   */
  set(at?: number, inMs = 0, because = 'next deadline'): void {
    if (at === this.at) return;
    this.scope?.cancel();
    this.scope = undefined;
    this.at = at;
    this.rang = false;
    if (at === undefined) return;
    if (inMs <= 0) return this.ring();
    this.wait(inMs, because);
  }

  private wait(ms: number, because: string): void {
    const scope = new CancellationScope();
    this.scope = scope;
    void this.sound(scope, ms, because);
  }

  private async sound(scope: CancellationScope, ms: number, because: string): Promise<void> {
    try {
      await scope.run(() => sleep(ms, { summary: because }));
      if (this.scope === scope) this.ring();
    } catch (error) {
      // Another deadline has taken its place.
      if (!isCancellation(error)) throw error;
    }
  }

  private ring(): void {
    this.rang = true;
    this.at = undefined;
    this.scope = undefined;
  }
}
