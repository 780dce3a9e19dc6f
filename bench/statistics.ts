/**
 * The value below which a share of the sample lies, by the nearest-rank method: always one that was measured.
 * @param share between 0 and 1; 0.5 is the median
 */
export function quantile(sample: readonly number[], share: number): number {
  const sorted = sample.toSorted((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
  if (value === undefined) throw new Error('nothing was measured');
  return value;
}

export const median = (sample: readonly number[]): number => quantile(sample, 0.5);

export interface Pair {
  raw: number[];
  ours: number[];
}

/**
 * Measures both sides in turn, so that whatever else the machine does falls on both, and swaps who goes first. The
 * first round warms caches and compilers up and is not counted.
 * @param rounds how many are counted
 */
export async function alternate(
  rounds: number,
  raw: () => Promise<number>,
  ours: () => Promise<number>,
): Promise<Pair> {
  const measured: Pair = { raw: [], ours: [] };
  for (let round = 0; round <= rounds; round += 1) {
    const oursFirst = round % 2 === 1;
    const first = await (oursFirst ? ours() : raw());
    const second = await (oursFirst ? raw() : ours());
    if (round === 0) continue;
    measured.ours.push(oursFirst ? first : second);
    measured.raw.push(oursFirst ? second : first);
  }
  return measured;
}

/** Runs `work` on every item, at most `width` at a time. The first failure ends it. */
export async function inParallel<T>(
  items: Iterable<T>,
  width: number,
  work: (item: T, lane: number) => Promise<unknown>,
): Promise<void> {
  const queue = items[Symbol.iterator]();
  const lane = async (number: number): Promise<void> => {
    for (let next = queue.next(); !next.done; next = queue.next()) {
      await work(next.value, number);
    }
  };
  await Promise.all(Array.from({ length: width }, (_, number) => lane(number)));
}

/** Milliseconds `work` takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
