/** Where it begins, and where it does not go under: enough for a worker that answers at all. */
const FIRST = 100;
const LEAST = 20;
/** How much it opens, and how often it changes: an answer takes a while to be seen, ms. */
const STEP = 50;
const PATIENCE = 2_000;

/** What the relay saw of the rings that are not answered yet. */
export interface Unanswered {
  unanswered: number;
  /** Those among them that wait for seconds. */
  slow: number;
}

/**
 * How many leads may be rung and not have answered. It follows the workers: wide where they are quick, narrow where they
 * are slow or few, so that a ring is answered within seconds whatever the backlog, and one that is not is a find.
 */
export class RingWindow {
  private size: number;
  private changedAt = -Infinity;

  /** @param most RELAY_RINGS */
  constructor(private readonly most: number) {
    this.size = Math.min(FIRST, most);
  }

  get rings(): number {
    return this.size;
  }

  /** @param now real milliseconds of any clock that goes forward */
  after({ unanswered, slow }: Unanswered, now: number): void {
    if (now - this.changedAt < PATIENCE) return;
    const isSlow = slow > this.size / 5;
    const isFull = unanswered >= this.size * 0.8;
    if (!isSlow && !isFull) return;
    this.changedAt = now;
    this.size = isSlow
      ? Math.max(Math.min(LEAST, this.most), Math.floor(this.size / 2))
      : Math.min(this.most, this.size + STEP);
  }
}
