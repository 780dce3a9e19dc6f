import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Memory that each process of this machine holds, bytes, by its own id and by its parent's. */
async function residentMemory(): Promise<{ pid: number; parent: number; bytes: number }[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,rss=']);
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .map(([pid = 0, parent = 0, kilobytes = 0]) => ({ pid, parent, bytes: kilobytes * 1024 }));
}

/** Resident memory of a process and of those it started itself, bytes: a leash and its server count as one. */
export async function memoryOf(pid: number): Promise<number> {
  const all = await residentMemory();
  return all
    .filter((one) => one.pid === pid || one.parent === pid)
    .reduce((sum, { bytes }) => sum + bytes, 0);
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
    if (!first || !last || last.items === first.items)
      throw new Error('there was no growth to see');
    return (last.bytes - first.bytes) / (last.items - first.items);
  }
}
