import type { LeadState } from '../lead-state.js';
import type { Turn } from '../turn.js';
import { mergedRef } from './merged-ref.js';

/** Messages count for caps, engagement and spacing whoever of the two had them; open tickets are kept, all of them. */
export function mergeMessages({ state }: Turn, loser: LeadState, loserId: string): void {
  const renamed = <T extends { ref: string }>(one: T): T => ({
    ...one,
    ref: mergedRef(loserId, one.ref),
  });
  state.sends = inTime([...state.sends, ...loser.sends.map(renamed)]).slice(-64);
  state.messages = inTime([...state.messages, ...loser.messages.map(renamed)]).slice(-24);
  for (const [pool, pieces] of Object.entries(loser.pieces)) {
    state.pieces[pool] = [...new Set([...(state.pieces[pool] ?? []), ...pieces])];
  }
  for (const [category, at] of Object.entries(loser.lastRelease ?? {})) {
    const latest = Math.max(state.lastRelease?.[category] ?? -Infinity, at);
    state.lastRelease = { ...state.lastRelease, [category]: latest };
  }
  const known = new Set(state.tickets.map(({ ticket }) => ticket));
  const further = loser.tickets.filter(({ ticket }) => !known.has(ticket));
  state.tickets = [...state.tickets, ...further.map((ticket) => ({ ...ticket }))].slice(-20);
  const withdrawn = (loser.withdrawn ?? []).map((ref) => mergedRef(loserId, ref));
  if (withdrawn.length > 0) state.withdrawn = [...(state.withdrawn ?? []), ...withdrawn].slice(-8);
}

function inTime<T extends { at: number }>(sent: T[]): T[] {
  return sent.toSorted((a, b) => a.at - b.at);
}
