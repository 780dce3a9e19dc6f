/** Scores beyond these are counted with them: the counts stay bounded whatever a playbook gives. */
const LOWEST = -10_000;
const HIGHEST = 10_000;

/** How many leads with and without success came to each score. */
export class ScoreCounts {
  readonly #counts = new Map<number, [negative: number, positive: number]>();
  #positive = 0;
  #negative = 0;

  add(score: number, positive: boolean): void {
    const place = Math.min(HIGHEST, Math.max(LOWEST, Math.floor(score)));
    let counted = this.#counts.get(place);
    if (counted === undefined) this.#counts.set(place, (counted = [0, 0]));
    counted[positive ? 1 : 0] += 1;
    if (positive) this.#positive += 1;
    else this.#negative += 1;
  }

  /**
   * Area under the ROC curve: the chance that a lead with success scores above one without, where a tie counts half.
   * Exact; nothing unless there are both kinds.
   */
  auc(): number | undefined {
    if (this.#positive === 0 || this.#negative === 0) return undefined;
    let [below, wins] = [0, 0];
    for (const [, [negative, positive]] of [...this.#counts].toSorted(([a], [b]) => a - b)) {
      wins += positive * (below + negative / 2);
      below += negative;
    }
    return wins / (this.#positive * this.#negative);
  }
}
