import type { Input } from '../input.js';
import { own } from '../json.js';
import type { Enrolment } from '../lead-state.js';
import type { Draft, Turn } from '../turn.js';
import { endKey } from './leave.js';

/** A journey may be moved by time alone this often for as long as its lead does nothing: the lint's shortest circle. */
const PACE = 60_000;
/** Moves ahead of that pace, over all its runs one after the other, that are still no circle. */
const MOST_AHEAD = 1_000;
/** Moves by time alone between two inputs in one call: a long outage would turn even a circle of a minute for hours. */
const MOST_IN_A_CALL = 5_000;

/**
 * Whether a run turns in circles, perhaps by way of others that put its lead into it again and again: it is due once
 * more, and has been moved by time far too often since the lead last did something. Such a journey would wake its lead
 * every second for ever; the lint finds those that need nothing but themselves.
 */
export function turnsInCircles(turn: Turn, enrolment: Enrolment): boolean {
  const name = endKey(enrolment);
  const { idle } = turn.draft;
  const moves = (idle.get(name) ?? 0) + 1;
  idle.set(name, moves);
  if (ahead(turn, name) <= MOST_AHEAD * PACE && moves <= MOST_IN_A_CALL) return false;
  idle.delete(name);
  delete turn.state.restless?.[name];
  turn.circling.add(name);
  return true;
}

/** How far its moves are ahead of the pace, ms, with this one. What has fallen behind it is forgotten. */
function ahead({ state, at }: Turn, name: string): number {
  const restless = Object.fromEntries(
    Object.entries(state.restless ?? {}).filter(([, until]) => until > at),
  );
  const until = (own(restless, name) ?? at) + PACE;
  state.restless = { ...restless, [name]: until };
  return until - at;
}

/** What its lead does keeps a journey turning by right. What becomes of a message is no such thing. */
export function rest({ state, idle }: Draft, { body }: Input): void {
  if (body.kind === 'outcome') return;
  idle.clear();
  delete state.restless;
}
