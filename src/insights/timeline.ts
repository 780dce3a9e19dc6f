import { z } from 'zod';

import type { Db } from '../database/database.js';
import { decodeCursor, pageOf, type Page } from './cursor.js';
import { commandIdsOf, readDecisions, type DecisionRow, type Direction } from './decision-group.js';
import type { Survivor } from './survivor.js';
import {
  entriesOf,
  inputEntry,
  type Asked,
  type Narrator,
  type TimelineEntry,
} from './timeline-entry.js';
import {
  readConsumed,
  readMessages,
  readTickets,
  readWaiting,
  type InputRow,
  type MessageRow,
  type TicketRow,
} from './timeline-rows.js';

/** Time of the decision, lead, revision, and the entry's place among what that decision brought. */
export const timelineCursor = z.tuple([z.int(), z.uuid(), z.int(), z.int()]);
type Key = z.infer<typeof timelineCursor>;
type Placed = { key: Key; entry: TimelineEntry };

/** Inputs that wait for a decision stand behind all that are decided. */
const UNDECIDED = 8.64e15;

export interface TimelinePage {
  limit: number;
  after?: string | undefined;
  direction: Direction;
}

/**
 * A lead's history with that of all leads merged into it, each entry with its why. The order is that of cause: the
 * inputs a decision read, the decision, what it asked for; decisions by time, then what waits for the next one.
 * `after` is a cursor of this list, already known to be well formed.
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

interface Reading {
  limit: number;
  after: Key | undefined;
  direction: Direction;
}

async function decidedPart(
  db: Db,
  lead: Survivor,
  { limit, after, direction }: Reading,
  narrator: Narrator,
): Promise<Placed[]> {
  const reached = after !== undefined && after[0] !== UNDECIDED;
  if (after?.[0] === UNDECIDED && direction === 'asc') return [];
  const from = reached ? ([after[0], after[1], after[2]] as const) : undefined;
  const leads = [lead.id, ...lead.mergedFrom];
  // Each decision is one entry at least, and that of the cursor may have been shown to its end.
  const decisions = await readDecisions(db, leads, { from, direction, limit: limit + 2 });
  const asked = decisions.flatMap(askedBy);
  const ids = asked.map(({ id }) => id);
  const [inputs, messages, tickets] = await Promise.all([
    readConsumed(db, decisions),
    readMessages(db, ids),
    readTickets(db, ids),
  ]);
  return decisions.flatMap((decision) => {
    const own = { inputs: inputs.filter((row) => consumedBy(row, decision)) };
    const mine = asked.filter((each) => each.decision === decision);
    const rows = { ...own, messages: found(mine, messages), tickets: found(mine, tickets) };
    return inOrder(placedBy(decision, entriesOf(decision, rows, narrator)), direction);
  });
}

interface Order {
  id: string;
  ref: string;
  decision: DecisionRow;
}

const askedBy = (decision: DecisionRow): Order[] =>
  commandIdsOf(decision).flatMap((ids, index) => {
    const ref = decision.commands[index]?.ref ?? '';
    return ids.map((id) => ({ id, ref, decision }));
  });

function found<Row extends MessageRow | TicketRow>(
  orders: readonly Order[],
  rows: readonly Row[],
): Asked<Row>[] {
  return orders.flatMap(({ id, ref }) => {
    const row = rows.find((each) => each.id === id);
    return row === undefined ? [] : [{ ref, row }];
  });
}

const consumedBy = (row: InputRow, decision: DecisionRow): boolean =>
  row.lead_id === decision.lead_id && row.revision === decision.revision;

function placedBy(decision: DecisionRow, entries: TimelineEntry[]): Placed[] {
  const at = decision.decided_at.getTime();
  return entries.map((entry, place) => ({
    key: [at, decision.lead_id, decision.revision, place],
    entry,
  }));
}

async function waitingPart(
  db: Db,
  lead: Survivor,
  { limit, after, direction }: Reading,
  narrator: Narrator,
): Promise<Placed[]> {
  if (direction === 'desc' && after !== undefined && after[0] !== UNDECIDED) return [];
  const beyond = after?.[0] === UNDECIDED ? after[3] : undefined;
  const rows = await readWaiting(db, lead.id, { beyond, direction, limit: limit + 1 });
  return rows.map((row) => ({
    key: [UNDECIDED, lead.id, 0, row.n],
    entry: inputEntry(row, narrator.open(row), []),
  }));
}

const inOrder = (placed: Placed[], direction: Direction): Placed[] =>
  direction === 'asc' ? placed : placed.toReversed();

function isPast(after: Key | undefined, key: Key, direction: Direction): boolean {
  if (after === undefined) return true;
  const difference = compare(key, after);
  return direction === 'asc' ? difference > 0 : difference < 0;
}

function compare(a: Key, b: Key): number {
  const byLead = a[1] < b[1] ? -1 : Number(a[1] > b[1]);
  return a[0] - b[0] || byLead || a[2] - b[2] || a[3] - b[3];
}
