import { MOST_MESSAGES, MOST_SENDS, MOST_TICKETS, MOST_WITHDRAWN } from '../bounds.js';
import type { LeadState } from '../lead-state.js';
import type { Turn } from '../turn.js';

/** Messages count for caps, engagement and spacing whoever of the two had them; open tickets are kept, all of them. */
export function mergeMessages({ state }: Turn, loser: LeadState): void {
  state.sends = inTime([...state.sends, ...loser.sends]).slice(-MOST_SENDS);
  state.messages = inTime([...state.messages, ...loser.messages]).slice(-MOST_MESSAGES);
  for (const [pool, pieces] of Object.entries(loser.pieces)) {
    state.pieces[pool] = [...new Set([...(state.pieces[pool] ?? []), ...pieces])];
  }
  for (const [category, at] of Object.entries(loser.lastRelease ?? {})) {
    const latest = Math.max(state.lastRelease?.[category] ?? -Infinity, at);
    state.lastRelease = { ...state.lastRelease, [category]: latest };
  }
  const known = new Set(state.tickets.map(({ ticket }) => ticket));
  const further = loser.tickets.filter(({ ticket }) => !known.has(ticket));
  state.tickets = [...state.tickets, ...further].slice(-MOST_TICKETS);
  const withdrawn = [...(state.withdrawn ?? []), ...(loser.withdrawn ?? [])];
  if (withdrawn.length > 0) state.withdrawn = withdrawn.slice(-MOST_WITHDRAWN);
}

function inTime<T extends { at: number }>(sent: T[]): T[] {
  return sent.toSorted((a, b) => a.at - b.at);
}
