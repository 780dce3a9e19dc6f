/** The newest of a long row of things: memory does not grow with how many there were. */
export class Newest<T> {
  readonly #kept: T[] = [];
  #added = 0;

  constructor(private readonly most: number) {}

  add(one: T): void {
    this.#kept[this.#added % this.most] = one;
    this.#added += 1;
  }

  /** How many came before those that are kept. */
  get leftOut(): number {
    return Math.max(0, this.#added - this.most);
  }

  /** Oldest first. */
  kept(): T[] {
    if (this.leftOut === 0) return [...this.#kept];
    const oldest = this.#added % this.most;
    return [...this.#kept.slice(oldest), ...this.#kept.slice(0, oldest)];
  }
}
