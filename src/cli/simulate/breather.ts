import { setImmediate as nextTurn } from 'node:timers/promises';

/** Lets Ctrl-C be heard while something long goes on: after `sliceMs` of work the event loop turns once. */
export class Breather {
  #began = performance.now();

  constructor(private readonly sliceMs: number) {}

  /** Nothing while there is still time in the slice: most calls cost no turn of the event loop. */
  breathe(): Promise<void> | undefined {
    return performance.now() - this.#began < this.sliceMs ? undefined : this.#pause();
  }

  async #pause(): Promise<void> {
    await nextTurn();
    this.#began = performance.now();
  }
}
