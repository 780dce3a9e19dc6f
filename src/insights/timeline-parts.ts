import type { Db } from '../database/database.js';
import { commandIdsOf, readDecisions, type DecisionRow, type Direction } from './decision-group.js';
import type { Survivor } from './survivor.js';
import {
  entriesOf,
  inputEntry,
  visitEntry,
  type Asked,
  type Narrator,
  type TimelineEntry,
} from './timeline-entry.js';
import { compareKeys, LAST, NOBODY, UNDECIDED, type TimelineKey } from './timeline-key.js';
import {
  readConsumed,
  readMessages,
  readTickets,
  readVisits,
  readWaiting,
  type InputRow,
  type MessageRow,
  type TicketRow,
} from './timeline-rows.js';

/** An entry and its place in the lead's timeline. */
export interface Placed {
  key: TimelineKey;
  entry: TimelineEntry;
}

/** What of a lead's history is asked for: about `limit` entries beyond `after` in that direction, and one more. */
export interface Reading {
  limit: number;
  after: TimelineKey | undefined;
  direction: Direction;
}

/** Decisions with what they read and asked for, and between them what else the lead's browsers did. */
export async function decidedPart(
  db: Db,
  lead: Survivor,
  { limit, after, direction }: Reading,
  narrator: Narrator,
): Promise<Placed[]> {
  if (after?.[0] === UNDECIDED && direction === 'asc') return [];
  const reached = after?.[0] === UNDECIDED ? undefined : after;
  const reading = { limit, after: reached, direction };
  const [decided, visits] = await Promise.all([
    readDecided(db, lead, reading, narrator),
    readVisited(db, lead, reading, narrator),
  ]);
  const sign = direction === 'asc' ? 1 : -1;
  return [...decided, ...visits].toSorted((a, b) => sign * compareKeys(a.key, b.key));
}

async function readVisited(
  db: Db,
  lead: Survivor,
  { limit, after, direction }: Reading,
  narrator: Narrator,
): Promise<Placed[]> {
  // Behind a decision stand no visits of the same moment, before it all of them.
  const beyond = after && ([after[0], after[1] === NOBODY ? after[3] : LAST] as const);
  const page = { beyond, direction, limit: limit + 1 };
  const rows = await readVisits(db, [lead.id, ...lead.mergedFrom], page);
  return rows.map((row) => ({
    key: [row.arrived_at.getTime(), NOBODY, 0, row.id],
    entry: visitEntry(row, lead.id, narrator),
  }));
}

async function readDecided(
  db: Db,
  lead: Survivor,
  { limit, after, direction }: Reading,
  narrator: Narrator,
): Promise<Placed[]> {
  const from = after && ([after[0], after[1], after[2]] as const);
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
    const mine = asked.filter((each) => each.decision === decision);
    const rows = {
      inputs: inputs.filter((row) => consumedBy(row, decision)),
      messages: found(mine, messages),
      tickets: found(mine, tickets),
    };
    return placedBy(decision, entriesOf(decision, rows, narrator));
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

/** Inputs that wait for the next decision. */
export async function waitingPart(
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
