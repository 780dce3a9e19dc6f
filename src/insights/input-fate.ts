import { sql } from 'kysely';

import type { Note } from '../../engine/trace.js';
import type { Db } from '../database/database.js';
import { effectsOf } from './notes.js';
import type { Narrator, Why } from './timeline-entry.js';

/**
 * How far an input has come. `stored`: committed; `relayed`: its lead's workflow has been rung; `decided`: a decision
 * has consumed it; `irrelevant`: no rule of any live playbook could use it, so it waits for the next turn without
 * ringing; `rejected`: refused at the door.
 */
export type Progress = 'stored' | 'relayed' | 'decided' | 'irrelevant' | 'rejected';

export interface InputFate {
  messageId: string;
  source: string;
  status: Progress;
  acceptedAt?: string;
  /** How often it was sent again; repeats change nothing. */
  repeats?: number;
  /** Absent for an event of a visitor nobody knows yet: it waits for the capture that makes them known. */
  lead?: string;
  n?: number;
  /** Where its lead stands now. */
  tier?: string;
  stage?: string;
  score?: number;
  revision?: number;
  decidedAt?: string;
  /** What it brought about, in words and as data. */
  effects?: Why[];
  /** Of a refusal. */
  code?: string;
  pointer?: string | null;
  message?: string;
}

interface FateRow {
  source: string;
  message_id: string;
  accepted_at: Date;
  repeats: number;
  lead_id: string | null;
  n: number | null;
  consumed: number | null;
  tier: string | null;
  stage: string | null;
  score: number | null;
  rings: boolean | null;
  signalled: boolean;
}

/** What became of inputs by their message ids, at most one answer an id and source; ids nobody knows are left out. */
export async function readFates(
  db: Db,
  messageIds: readonly string[],
  source?: string,
): Promise<InputFate[]> {
  const { rows } = await sql<FateRow>`
    select a.source, a.message_id, a.accepted_at, a.repeats, a.lead_id, a.n, i.rings,
      l.consumed, l.tier, l.stage, l.score, r.signalled_at is not null as signalled
    from accepted a
    left join inbox i on i.lead_id = a.lead_id and i.n = a.n
    left join lead l on l.id = a.lead_id
    left join ring r on r.lead_id = a.lead_id
    where a.message_id = any(${messageIds}::text[]) ${source === undefined ? sql`` : sql`and a.source = ${source}`}
    order by a.accepted_at`.execute(db);
  return rows.map(accepted);
}

/** The newest refusal of a message id, or undefined. */
export async function readRefusal(
  db: Db,
  messageId: string,
  source?: string,
): Promise<InputFate | undefined> {
  const { rows } = await sql<InputFate>`
    select message_id as "messageId", source, 'rejected' as status, code, pointer, message from rejection
    where message_id = ${messageId} ${source === undefined ? sql`` : sql`and source = ${source}`}
    order by received_at desc limit 1`.execute(db);
  return rows[0];
}

function accepted(row: FateRow): InputFate {
  const known = row.lead_id !== null && row.n !== null;
  return {
    messageId: row.message_id,
    source: row.source,
    status: progress(row),
    acceptedAt: row.accepted_at.toISOString(),
    repeats: row.repeats,
    ...(known && { lead: row.lead_id ?? '', n: row.n ?? 0 }),
    ...(row.tier !== null && { tier: row.tier }),
    ...(row.stage !== null && { stage: row.stage }),
    ...(row.score !== null && { score: row.score }),
  };
}

function progress({ lead_id, n, consumed, rings, signalled }: FateRow): Progress {
  if (lead_id === null || n === null) return 'stored';
  if (consumed !== null && consumed >= n) return 'decided';
  if (rings === false) return 'irrelevant';
  return signalled ? 'relayed' : 'stored';
}

interface ConsumingRow {
  revision: number;
  decided_at: Date;
  playbook: string;
  playbook_version: number;
  trace: Note[];
}

/** The decision that consumed an input, and what the input brought about in it. */
export async function withEffects(
  db: Db,
  fate: InputFate,
  narrator: Pick<Narrator, 'say'>,
): Promise<InputFate> {
  if (fate.status !== 'decided' || fate.lead === undefined || fate.n === undefined) return fate;
  const { rows } = await sql<ConsumingRow>`
    select revision, decided_at, playbook, playbook_version, trace from decision
    where lead_id = ${fate.lead}::uuid and to_n >= ${fate.n} order by revision limit 1`.execute(db);
  const [decision] = rows;
  if (decision === undefined) return fate;
  const effects = effectsOf(decision.trace, fate.n).map((note) => ({
    at: new Date(note.at).toISOString(),
    text: narrator.say(note, decision),
    note,
  }));
  const { revision } = decision;
  return { ...fate, revision, decidedAt: decision.decided_at.toISOString(), effects };
}
