import type { LeadState } from '../lead-state.js';

/** Messages, tickets, notices, webhooks, grants, closings and withdrawals (`x`) are numbered together, so a ref names one thing of the lead. */
export function nextRef(state: LeadState, kind: 'm' | 't' | 'n' | 'w' | 'g' | 'c' | 'x'): string {
  const ref = `${kind}${state.nextRef}`;
  state.nextRef += 1;
  return ref;
}
