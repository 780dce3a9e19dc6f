import type { Playbook } from '../../../engine/playbook/playbook.js';
import type { LedgerEntry } from '../../../engine/trace.js';

export function foldOf(ledger: readonly LedgerEntry[]): { [rule: string]: number } {
  const points: { [rule: string]: number } = {};
  for (const entry of ledger) points[entry.rule] = (points[entry.rule] ?? 0) + entry.points;
  return points;
}

/** The score as its definition has it, from the ledger's entries alone. */
export function shownOf({ scoring }: Playbook, ledger: readonly LedgerEntry[], at: number): number {
  const sums = new Map<string, number>();
  for (const rule of new Set(ledger.map((entry) => entry.rule))) {
    const known = scoring.rules.find(({ id }) => id === rule);
    const entries = ledger.filter((entry) => entry.rule === rule);
    const points = entries.reduce((sum, entry) => sum + entry.points, 0);
    // Each booking of a rule that fades brings it up to its time: the last one is when the sum was true.
    const since = Math.max(
      ...entries.filter((entry) => entry.cause === 'decay').map((one) => one.at),
    );
    const scored = Math.max(...entries.map((entry) => entry.at), since);
    const left = known?.decay === undefined ? points : points * 2 ** ((scored - at) / known.decay);
    const dimension = known?.dimension ?? entries[0]?.dimension ?? '';
    sums.set(dimension, (sums.get(dimension) ?? 0) + left);
  }
  let total = 0;
  for (const [dimension, sum] of sums) {
    const { min = -Infinity, max = Infinity } = scoring.bounds?.[dimension] ?? {};
    total += Math.min(max, Math.max(min, sum));
  }
  return Math.max(scoring.floor ?? -Infinity, Math.floor(total + 1e-9));
}
