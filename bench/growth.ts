import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Memory that a process holds now, bytes. */
async function memoryOf(pid: number): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]);
  return Number(stdout.trim()) * 1024;
}

/** How much a process grew from its first sample to its last, for what it took up in between. */
export class Growth {
  readonly #pid: number;
  readonly #samples: { bytes: number; items: number }[] = [];

  constructor(pid: number) {
    this.#pid = pid;
  }

  /** @param items how many it holds now */
  async sample(items: number): Promise<void> {
    this.#samples.push({ bytes: await memoryOf(this.#pid), items });
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
