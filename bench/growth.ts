import { usedHeap } from './heap.js';

/** How much a process grew from its first sample to its last, for what it took up in between. */
export class Growth {
  readonly #port: number;
  readonly #samples: { bytes: number; items: number }[] = [];

  /** @param port of its debugger */
  constructor(port: number) {
    this.#port = port;
  }

  /** @param items how many it holds now */
  async sample(items: number): Promise<void> {
    this.#samples.push({ bytes: await usedHeap(this.#port), items });
  }

  /** Bytes an item. */
  get perItem(): number {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)];
    if (!first || !last || last.items === first.items) {
      throw new Error('there was no growth to see');
    }
    return (last.bytes - first.bytes) / (last.items - first.items);
  }
}
