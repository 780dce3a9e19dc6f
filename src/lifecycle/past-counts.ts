import type { Playbook } from '../../engine/playbook/playbook.js';
import type { LeadState } from '../../engine/lead-state.js';
import {
  countPast,
  namesToCount,
  newCounters,
  type Counted,
} from '../../engine/scoring/count-past.js';
import type { Trx } from '../database/database.js';
import type { Enriched } from './enrichment.js';
import type { Inbox } from '../ingest/inbox.js';

/** Inputs of one lead that are counted anew at most, the newest; a counter keeps a hundred at most itself. */
const MOST = 1_000;

/** Key of the counts in `decision.enriched`, which is by number of input: they stand before the first. */
const BEFORE_ALL = 0;

/** Whether a lead comes to a version of its playbook under which something else may be counted. */
export function meetsNewVersion(state: LeadState, { name, version, counters }: Playbook): boolean {
  if (state.consumed === 0 || state.playbook.name !== name) return false;
  return state.playbook.version < version && Object.keys(counters).length > 0;
}

/**
 * What the counters that a new version brings show of the lead's past, when it comes to that version: from the record,
 * once, and bounded. `older`: the version it comes from, and those its runs follow. Nothing where no counter is new to it.
 */
export async function countsOfPast(
  trx: Trx,
  inbox: Pick<Inbox, 'readPast'>,
  lead: { id: string; consumed: number },
  playbook: Playbook,
  older: readonly Playbook[],
): Promise<Counted | undefined> {
  const ids = older.length === 0 ? [] : newCounters(playbook, older);
  if (ids.length === 0) return undefined;
  const names = namesToCount(playbook, ids);
  const past = await inbox.readPast(trx, lead.id, lead.consumed, names, MOST);
  return countPast(playbook, ids, past);
}

/** Kept with the decision that began with them, so that it can be made again. */
export const keptCounts = (counts: Counted): Enriched => ({ [BEFORE_ALL]: { counters: counts } });

/** The state a turn began with, with the counts that were filled in for it. */
export function withCounts(state: LeadState, enriched: Enriched | null | undefined): LeadState {
  const kept = enriched?.[BEFORE_ALL];
  if (kept === undefined || !('counters' in kept)) return state;
  return { ...state, counters: { ...state.counters, ...kept.counters } };
}
