import type { Db } from '../database/database.js';
import { decodeCursor, pageOf, type Page } from './cursor.js';
import type { Direction } from './decision-group.js';
import type { Survivor } from './survivor.js';
import type { Narrator, TimelineEntry } from './timeline-entry.js';
import { compareKeys, timelineCursor, type TimelineKey } from './timeline-key.js';
import { decidedPart, waitingPart, type Placed } from './timeline-parts.js';

export interface TimelinePage {
  limit: number;
  after?: string | undefined;
  direction: Direction;
}

/**
 * A lead's history with that of all leads merged into it, each entry with its why. The order is that of cause: the
 * inputs a decision read, the decision, what it asked for; decisions by time, then what waits for the next one. `after` is a cursor of this list, already known to be well formed.
 */
export async function readTimeline(
  db: Db,
  lead: Survivor,
  page: TimelinePage,
  narrator: Narrator,
): Promise<Page<TimelineEntry>> {
  const after = page.after === undefined ? undefined : decodeCursor(page.after, timelineCursor);
  const read = async (part: typeof decidedPart): Promise<Placed[]> => {
    const placed = await part(db, lead, { ...page, after }, narrator);
    return placed.filter(({ key }) => isPast(after, key, page.direction));
  };
  const parts = [decidedPart, waitingPart] as const;
  const [first, second] = page.direction === 'asc' ? parts : ([parts[1], parts[0]] as const);
  const begun = await read(first);
  const placed = begun.length > page.limit ? begun : [...begun, ...(await read(second))];
  const { data, next } = pageOf(placed, page.limit, ({ key }) => key);
  return { data: data.map(({ entry }) => entry), next };
}

function isPast(after: TimelineKey | undefined, key: TimelineKey, direction: Direction): boolean {
  if (after === undefined) return true;
  const difference = compareKeys(key, after);
  return direction === 'asc' ? difference > 0 : difference < 0;
}
