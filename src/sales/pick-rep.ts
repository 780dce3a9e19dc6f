import type { Sales } from '../../engine/playbook/playbook.js';

export type Strategy = Sales['queues'][string]['strategy'];

/** Somebody who can take a ticket of the queue now. */
export interface Candidate {
  id: string;
  /** Epoch ms; absent: never had one of this queue. */
  lastAssignedAt: number | undefined;
  openTickets: number;
}

/**
 * Whose ticket it becomes; nobody when nobody is there. Sticky strategies first ask for `previous`, the lead's last rep
 * in this queue. Ties go to who waited longest, then by id, so that the same facts give the same answer.
 */
export function pickRep(
  candidates: readonly Candidate[],
  strategy: Strategy,
  previous: string | undefined,
): string | undefined {
  const known = candidates.find(({ id }) => id === previous);
  if (strategy !== 'round-robin' && known) return known.id;
  const byTurn = (a: Candidate, b: Candidate): number =>
    (a.lastAssignedAt ?? 0) - (b.lastAssignedAt ?? 0) || (a.id < b.id ? -1 : 1);
  const leastOpen = strategy === 'sticky-then-least-open';
  return candidates.toSorted(
    (a, b) => (leastOpen ? a.openTickets - b.openTickets : 0) || byTurn(a, b),
  )[0]?.id;
}
