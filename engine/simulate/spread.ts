/** Each bucket is this much wider than the one before: a median is right to 2 %. */
const GROWTH = Math.log(1.02);
const MINUTE = 60_000;

/** Time spans (ms, also negative) counted in buckets, for a median in bounded memory. */
export class Spread {
  readonly #buckets = new Map<number, number>();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(ms: number): void {
    const bucket = Math.sign(ms) * Math.round(Math.log1p(Math.abs(ms) / MINUTE) / GROWTH);
    this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + 1);
    this.#count += 1;
  }

  /** Ms, in whole minutes; nothing where nothing was counted. */
  median(): number | undefined {
    let seen = 0;
    for (const [bucket, count] of [...this.#buckets].toSorted(([a], [b]) => a - b)) {
      seen += count;
      if (seen * 2 >= this.#count) return middleOf(bucket);
    }
    return undefined;
  }
}

function middleOf(bucket: number): number {
  const minutes = Math.round(Math.expm1(Math.abs(bucket) * GROWTH));
  return Math.sign(bucket) * minutes * MINUTE + 0;
}
