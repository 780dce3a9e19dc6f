import { MOST_SENDS } from '../bounds.js';
import { holds } from '../conditions/holds.js';
import type { Asker, View } from '../conditions/view.js';
import type { LeadState, RecentSend } from '../lead-state.js';
import type { Cap, Playbook, Send, WhenCapped } from '../playbook/playbook.js';

/** A cap that is full: what to do, and when it has room again (never, for a cap of nothing). */
export interface Full {
  cap: string;
  used: number;
  max: number;
  when: WhenCapped;
  roomAt?: number;
}

/** The full cap that bars a send on this channel at `time`: one that skips before one that delays, then the longest. */
export function fullCap(
  view: View,
  send: Send,
  channel: string,
  time: number,
  asker: Asker,
): Full | undefined {
  const full = view.playbook.policies.caps
    .filter((cap) => applies(cap, send, channel))
    .filter((cap) => cap.while === undefined || holds(cap.while, view, asker))
    .flatMap((cap) => fullness(cap, view.state, send, time) ?? []);
  const skipping = full.find(({ when }) => when.then === 'skip');
  return skipping ?? full.toSorted((a, b) => (b.roomAt ?? Infinity) - (a.roomAt ?? Infinity))[0];
}

/** Takes a send into the count, if any cap counts its like, and forgets what no cap looks back to. */
export function countSend(state: LeadState, playbook: Playbook, sent: RecentSend): void {
  const { caps } = playbook.policies;
  const counts = caps.some(
    (cap) =>
      cap.channel === sent.channel && cap.category === sent.category && !isExempt(sent, cap.id),
  );
  if (!counts) return;
  const longest = Math.max(...caps.map(({ per }) => per));
  state.sends = [...state.sends, sent]
    .filter(({ at }) => sent.at - at < longest)
    .slice(-MOST_SENDS);
}

/** A message the provider never took gives its place in the cap back. */
export function giveBack(state: LeadState, ref: string): void {
  state.sends = state.sends.filter((sent) => sent.ref !== ref);
}

function applies(cap: Cap, { category, exempt }: Send, channel: string): boolean {
  return cap.channel === channel && cap.category === category && !exempt.includes(cap.id);
}

/** An age of exactly `per` is out. */
function fullness(cap: Cap, state: LeadState, send: Send, time: number): Full | undefined {
  const { id, max, per } = cap;
  const counted = state.sends
    .filter((sent) => sent.channel === cap.channel && sent.category === cap.category)
    .filter((sent) => !isExempt(sent, id) && time - sent.at < per)
    .map(({ at }) => at)
    .toSorted((a, b) => a - b);
  const used = counted.length;
  if (used < max) return undefined;
  const first = max > 0 ? counted[used - max] : undefined;
  const roomAt = first === undefined ? {} : { roomAt: first + per };
  return { cap: id, used, max, when: send.whenCapped ?? cap.whenCapped, ...roomAt };
}

function isExempt({ exempt }: RecentSend, cap: string): boolean {
  return exempt?.includes(cap) === true;
}
