import { own } from '../json.js';
import type { Asker } from '../conditions/view.js';
import type { HeldBecause, LeadState, Position } from '../lead-state.js';
import type { Playbook, Send } from '../playbook/playbook.js';
import type { Verdict } from '../trace.js';
import type { Turn } from '../turn.js';
import { fullCap, type Full } from './caps.js';
import { chooseChannel } from './channels.js';
import { isOpen, releaseAt, windowOf } from './window.js';

export type Held = Extract<Position, { wait: 'held' }>;

/** What becomes of a send now. `rest`: the pool has no piece left. */
export type Judgement =
  | { do: 'send'; channel: string; template: string }
  | { do: 'hold'; verdict: Extract<Verdict, { verdict: 'held' }>; template: string }
  | { do: 'skip'; verdict: Extract<Verdict, { verdict: 'skipped' }>; template: string }
  | { do: 'rest'; template: string };

/** A send under judgement: `time` is when it would go. */
export interface Case {
  send: Send;
  held: Held;
  time: number;
  asker: Asker;
  /** The playbook version the enrolment follows. */
  pinned: Playbook;
}

/**
 * Tests a send in this order: piece, expiry, channel (reach and consent), pause, window, cap, spacing. What is refused is
 * refused in a pause too, or consent given anew would bring it back; the window comes before the cap, for a message held
 * until Monday is to meet Monday's cap.
 */
export function judgeSend(turn: Turn, c: Case): Judgement {
  const { send, held, time } = c;
  const template = send.template ?? nextPiece(turn.state, turn.playbook, c.pinned, send.pool ?? '');
  if (template === undefined) return { do: 'rest', template: send.pool ?? '' };
  if (time >= held.expiresAt) return skip(template, held.why === 'paused' ? 'paused' : 'expired');
  const choice = chooseChannel(turn.state, turn.playbook, send);
  if (choice.channel === undefined) {
    const { why, channels } = choice;
    return { do: 'skip', template, verdict: { verdict: 'skipped', why, channels } };
  }
  const pause = pausedUntil(turn.state, send);
  if (pause !== undefined) return hold(c, template, 'paused', pause);
  const opening = shutUntil(turn, c);
  if (opening !== undefined) return hold(c, template, 'window', opening);
  const full = fullCap(turn, send, choice.channel, time, c.asker);
  if (full !== undefined) return capped(c, template, full);
  const spaced =
    (own(turn.state.lastRelease ?? {}, send.category) ?? -Infinity) +
    turn.playbook.policies.spacing[send.category];
  if (spaced > time) return hold(c, template, 'spacing', spaced);
  return { do: 'send', channel: choice.channel, template };
}

/**
 * Whether a held send need not wait until it is due: what holds it does so no longer, or less long, or it has lost its last
 * channel. Asked of the turn's own time, for what time alone brings about is due by itself. An opening stands.
 */
export function isFree(turn: Turn, { send, held, asker }: Omit<Case, 'time'>): boolean {
  const { channel } = chooseChannel(turn.state, turn.playbook, send);
  if (channel === undefined) return true;
  if (held.why === 'paused') {
    const pause = pausedUntil(turn.state, send) ?? -Infinity;
    return Math.min(pause, held.expiresAt) !== held.due;
  }
  if (held.why !== 'cap') return false;
  const full = fullCap(turn, send, channel, turn.at, asker);
  if (full === undefined) return true;
  return full.when.then === 'delay' && (full.roomAt ?? Infinity) < held.due;
}

/** The next piece of a pool that this lead has not had; the present version's pool, for pieces are added to it. */
export function nextPiece(
  state: LeadState,
  playbook: Playbook,
  pinned: Playbook,
  pool: string,
): string | undefined {
  const { pieces } = own(playbook.pools, pool) ?? own(pinned.pools, pool) ?? { pieces: [] };
  const had = own(state.pieces, pool) ?? [];
  return pieces.find((piece) => !had.includes(piece));
}

/** A pause without an end holds until the message expires. */
function pausedUntil({ paused }: LeadState, { category }: Send): number | undefined {
  if (paused === undefined) return undefined;
  if (paused.scope === 'marketing' && category !== 'marketing') return undefined;
  return paused.until ?? Infinity;
}

function shutUntil(turn: Turn, { send, time, pinned }: Case): number | undefined {
  const window = windowOf(turn.state, turn.playbook, send.window, pinned);
  if (isOpen(window, time)) return undefined;
  return releaseAt(window, time, turn.state.lead) ?? Infinity;
}

/** Over the time a cap may delay, the send is skipped; a cap of nothing has no room until then. */
function capped(c: Case, template: string, full: Full): Judgement {
  const { cap, used, max, when, roomAt = Infinity } = full;
  const refused = { cap, used, max };
  const giveUpAt = when.then === 'delay' ? c.held.since + when.atMost : c.time;
  if (c.time >= giveUpAt) {
    return { do: 'skip', template, verdict: { verdict: 'skipped', why: 'cap', ...refused } };
  }
  const until = Math.min(roomAt, giveUpAt, c.held.expiresAt);
  return { do: 'hold', template, verdict: { verdict: 'held', why: 'cap', until, ...refused } };
}

/** A hold ends at the latest with the message's life: it is tested, and dropped, then. */
function hold({ held }: Case, template: string, why: HeldBecause, until: number): Judgement {
  const verdict = { verdict: 'held', why, until: Math.min(until, held.expiresAt) } as const;
  return { do: 'hold', template, verdict };
}

function skip(template: string, why: 'expired' | 'paused'): Judgement {
  return { do: 'skip', template, verdict: { verdict: 'skipped', why } };
}
