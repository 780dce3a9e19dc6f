import { setTimeout as delay } from 'node:timers/promises';

import type { Door, Standing } from './door.js';

/** At most this many message ids are asked after at once. */
export const ASKED_AT_ONCE = 500;
const PAUSE = 500;

export interface Awaited {
  /** Where each lead stands, by message id. */
  standings: Map<string, Standing>;
  /** Inputs that no decision had consumed when the patience was over. */
  undecided: number;
}

/**
 * Asks after inputs until a decision has consumed each, or the patience is over. Those that no rule can use wait for a
 * later turn and count as done.
 *
 * @param patience ms without any progress after which the rest is given up
 */
export async function awaitDecided(
  door: Pick<Door, 'standings'>,
  messageIds: readonly string[],
  patience: number,
  onProgress: (decided: number) => void,
): Promise<Awaited> {
  const standings = new Map<string, Standing>();
  let open = [...new Set(messageIds)];
  const total = open.length;
  let moved = Date.now();
  while (open.length > 0) {
    const before = open.length;
    open = await stillOpen(door, open, standings);
    onProgress(total - open.length);
    if (open.length < before) moved = Date.now();
    if (open.length > 0 && Date.now() - moved > patience) break;
    if (open.length > 0) await delay(PAUSE);
  }
  return { standings, undecided: open.length };
}

/**
 * Asks after each, oldest first, until a page has nothing decided: those behind it came later and most likely wait too.
 * The next round begins with them, so that a page that never moves hides none.
 */
async function stillOpen(
  door: Pick<Door, 'standings'>,
  open: readonly string[],
  standings: Map<string, Standing>,
): Promise<string[]> {
  const rest: string[] = [];
  for (let from = 0; from < open.length; from += ASKED_AT_ONCE) {
    const asked = open.slice(from, from + ASKED_AT_ONCE);
    const answers = await door.standings(asked);
    const done = new Set(answers.filter(isDone).map(({ messageId }) => messageId));
    for (const answer of answers) standings.set(answer.messageId, answer);
    rest.push(...asked.filter((id) => !done.has(id)));
    if (done.size === 0) return [...open.slice(from + ASKED_AT_ONCE), ...rest];
  }
  return rest;
}

const isDone = ({ status }: Standing): boolean => status === 'decided' || status === 'irrelevant';
