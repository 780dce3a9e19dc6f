import type { Input } from '../input.js';
import { own } from '../json.js';
import type { Enrolment } from '../lead-state.js';
import type { Draft, Turn } from '../turn.js';
import { endKey } from './leave.js';

/** Waits as long as the lint's shortest circle are no circle. */
const MINUTE = 60_000;
/** What the waits of a journey may be short of a minute each, together, while its lead does nothing: a thousand at once. */
const MOST_SHORT = 1_000 * MINUTE;
/** Moves by time alone between two inputs in one call: a long outage would turn even a circle of a minute for hours. */
const MOST_IN_A_CALL = 5_000;

/**
 * Whether a run turns in circles, perhaps by way of others that put its lead into it again and again: it is due once
 * more, and time has moved it far too often since the lead last did something. Such a journey would wake its lead every
 * second for ever; the lint finds those that need nothing but themselves.
 */
export function turnsInCircles(turn: Turn, enrolment: Enrolment): boolean {
  const name = endKey(enrolment);
  const { idle } = turn.draft;
  const moves = (idle.get(name) ?? 0) + 1;
  idle.set(name, moves);
  if (shortOf(turn, enrolment, name) <= MOST_SHORT && moves <= MOST_IN_A_CALL) return false;
  idle.delete(name);
  const { [name]: _, ...others } = turn.state.restless ?? {};
  turn.state.restless = others;
  turn.circling.add(name);
  return true;
}

/** What the waits of this journey have been short of a minute each by now, ms in all. */
function shortOf({ state, at }: Turn, { at: stood }: Enrolment, name: string): number {
  const before = own(state.restless ?? {}, name) ?? 0;
  // A wait that counts from a moment of the past may have been over at once.
  const waited = 'from' in stood ? 0 : at - stood.since;
  if (waited >= MINUTE) return before;
  const short = before + MINUTE - waited;
  state.restless = { ...state.restless, [name]: short };
  return short;
}

/** What its lead does keeps a journey turning by right. What becomes of a message is no such thing. */
export function rest({ state, idle }: Draft, { body }: Input): void {
  if (body.kind === 'outcome') return;
  idle.clear();
  delete state.restless;
}
