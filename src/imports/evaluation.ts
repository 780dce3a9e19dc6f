/** One lead of the file as it came out: what the playbook made of it, and what became of it in the world. */
export interface Judged {
  tier: string;
  score: number;
  /** The outcome column said yes. */
  positive: boolean;
}

export interface TierRow {
  tier: string;
  leads: number;
  positive: number;
  /** Share of positives among the tier's leads; undefined for an empty tier. */
  rate?: number;
}

export interface Evaluation {
  leads: number;
  positive: number;
  /** In the playbook's order, highest first. */
  tiers: TierRow[];
  /** Precision of the top tier: the share of its leads that the outcome confirms. */
  precision?: number;
  /** Chance that a positive lead scores above a negative one; undefined unless there are both. */
  auc?: number;
}

/** Holds the tiers of the playbook (highest first) and the scores against the outcome. */
export function evaluate(judged: readonly Judged[], tiers: readonly string[]): Evaluation {
  const rows = tiers.map((tier) => tierRow(tier, judged));
  const precision = rows[0]?.rate;
  const auc = rocAuc(judged);
  return {
    leads: judged.length,
    positive: judged.filter(({ positive }) => positive).length,
    tiers: rows,
    ...(precision === undefined ? {} : { precision }),
    ...(auc === undefined ? {} : { auc }),
  };
}

function tierRow(tier: string, judged: readonly Judged[]): TierRow {
  const within = judged.filter((lead) => lead.tier === tier);
  const positive = within.filter((lead) => lead.positive).length;
  const leads = within.length;
  return { tier, leads, positive, ...(leads === 0 ? {} : { rate: positive / leads }) };
}

/**
 * Area under the ROC curve by the rank-sum (Mann-Whitney U) identity; equal scores share their mean rank, so a tie counts
 * half. O(n log n).
 */
export function rocAuc(judged: readonly Pick<Judged, 'score' | 'positive'>[]): number | undefined {
  const sorted = judged.toSorted((a, b) => a.score - b.score);
  const positives = sorted.filter(({ positive }) => positive).length;
  const negatives = sorted.length - positives;
  if (positives === 0 || negatives === 0) return undefined;
  let rankSum = 0;
  for (let from = 0; from < sorted.length;) {
    const to = endOfTie(sorted, from);
    const meanRank = (from + 1 + to) / 2;
    rankSum += meanRank * sorted.slice(from, to).filter(({ positive }) => positive).length;
    from = to;
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

function endOfTie(sorted: readonly { score: number }[], from: number): number {
  let to = from + 1;
  while (to < sorted.length && sorted[to]?.score === sorted[from]?.score) to++;
  return to;
}
