import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';

/**
 * Lets everything else of the process have its turn while something long goes on in slices: after `sliceMs` of work the
 * event loop turns once, and then rests for `rest` times as long as the work took.
 */
export class Breather {
  #began = performance.now();

  constructor(
    private readonly sliceMs: number,
    private readonly rest = 0,
  ) {}

  /** Nothing while there is still time in the slice: most calls cost no turn of the event loop. */
  breathe(): Promise<void> | undefined {
    const worked = performance.now() - this.#began;
    return worked < this.sliceMs ? undefined : this.#pause(worked);
  }

  async #pause(worked: number): Promise<void> {
    await (this.rest > 0 ? delay(worked * this.rest) : nextTurn());
    this.#began = performance.now();
  }
}
