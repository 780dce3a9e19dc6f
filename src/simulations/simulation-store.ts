import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';

import type { Answer } from '../../engine/simulate/what-if.js';
import type { Db } from '../database/database.js';
import type { Page } from '../insights/cursor.js';
import { newestFirst, type PageRequest } from '../insights/newest-first.js';
import type { AskedPlaybook } from './asked-playbook.js';
import type { RecordRange } from './record-range.js';
import type { SimulationProgress } from './simulate-record.js';

export type SimulationStatus =
  | 'waiting'
  | 'running'
  | 'done'
  | 'cancelled'
  | 'failed'
  | 'interrupted';

/** All that a simulation needs to begin, on whatever process. */
export interface AskedSimulation {
  draft: AskedPlaybook;
  baseline?: AskedPlaybook;
  range: RecordRange;
  outcomes?: string[];
}

/** A simulation as people see it. Times are ISO 8601. */
export interface SimulationView {
  id: string;
  status: SimulationStatus;
  /** `of` is an estimate while it runs: leads that came in at another time are found on the way. */
  progress: { leads: number; of: number | null; events: number };
  /** What it came to; of one that was ended before, what it had by then. */
  result: Answer | null;
  /** Why it failed or was ended. */
  reason: string | null;
  askedBy: string;
  askedAt: string;
  startedAt: string | null;
  endedAt: string | null;
}

/** So many may wait their turn. */
const MOST_WAITING = 10;
/** Seconds without a word after which its process is taken to be gone; it speaks every half second. */
const SILENT = 15;

/** Undefined: too many are waiting. */
export async function askSimulation(
  db: Db,
  asked: AskedSimulation,
  by: string,
): Promise<string | undefined> {
  const id = randomUUID();
  const { numAffectedRows } = await sql`
    insert into simulation (id, question, asked_by)
    select ${id}, ${JSON.stringify(asked)}::jsonb, ${by}
    where (select count(*) from simulation where status = 'waiting') < ${MOST_WAITING}`.execute(db);
  return numAffectedRows === 1n ? id : undefined;
}

/** Takes the oldest that waits, unless one is running anywhere. */
export async function claimSimulation(
  db: Db,
): Promise<{ id: string; question: AskedSimulation } | undefined> {
  await endSilent(db);
  const { rows } = await sql<{ id: string; question: AskedSimulation }>`
    update simulation set status = 'running', started_at = now(), seen_at = now()
    where id = (select id from simulation where status = 'waiting' order by asked_at limit 1 for update skip locked)
      and not exists (select from simulation where status = 'running')
    returning id, question`.execute(db);
  return rows[0];
}

/** Says that it goes on, and how far it is. Answers whether it is still wanted. */
export async function reportProgress(
  db: Db,
  id: string,
  { leads = 0, of, events = 0 }: Partial<SimulationProgress>,
): Promise<boolean> {
  const { rows } = await sql<{ status: SimulationStatus }>`
    update simulation set leads = ${leads}, of_leads = ${of ?? null}, events = ${events}, seen_at = now()
    where id = ${id} and status = 'running' returning status`.execute(db);
  return rows[0]?.status === 'running';
}

export interface SimulationEnd {
  status: SimulationStatus;
  /** Of one that did not come to its end: what it had by then. */
  result?: Answer;
  reason?: string;
  /** Leads there were. */
  of?: number;
}

/** The end, whichever; one that was cancelled stays so and keeps what there is of its result. */
export async function endSimulation(db: Db, id: string, end: SimulationEnd): Promise<void> {
  const result = end.result === undefined ? null : JSON.stringify(end.result);
  await sql`
    update simulation set
      status = case when status = 'running' then ${end.status} else status end,
      reason = coalesce(reason, ${end.reason ?? null}), ended_at = coalesce(ended_at, now()),
      result = ${result}::jsonb, of_leads = coalesce(${end.of ?? null}, of_leads),
      leads = coalesce((${result}::jsonb ->> 'leads')::bigint, leads),
      events = coalesce((${result}::jsonb ->> 'events')::bigint, events)
    where id = ${id} and status in ('running', 'cancelled')`.execute(db);
}

/** Answers whether there was anything left to cancel. */
export async function cancelSimulation(db: Db, id: string, by: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update simulation set status = 'cancelled', ended_at = now(), reason = ${`cancelled by ${by}`}
    where id = ${id} and status in ('waiting', 'running')`.execute(db);
  return numAffectedRows === 1n;
}

export async function findSimulation(db: Db, id: string): Promise<SimulationView | undefined> {
  await endSilent(db);
  const { rows } = await sql<SimulationRow>`
    select ${columns}, result from simulation where id = ${id}`.execute(db);
  return rows[0] && viewOf(rows[0]);
}

const columns = sql`id, status, leads, events, of_leads, reason, asked_by, asked_at, started_at, ended_at`;

/** Simulations, newest first, without what they came to. */
export async function listSimulations(
  db: Db,
  status: string | undefined,
  request: PageRequest,
): Promise<Page<Omit<SimulationView, 'result'>>> {
  await endSilent(db);
  const list = { table: 'simulation', columns, time: 'asked_at', equal: { status } };
  const page = await newestFirst<SimulationRow>(db, list, request);
  const data = page.data.map((row) => {
    const { result: _, ...view } = viewOf(row);
    return view;
  });
  return { data, next: page.next };
}

/** A process that was killed leaves its simulation behind: it does not run for ever. */
async function endSilent(db: Db): Promise<void> {
  await sql`
    update simulation set status = 'interrupted', ended_at = now(),
      reason = 'its process ended; ask for it again'
    where status = 'running' and seen_at < now() - make_interval(secs => ${SILENT})`.execute(db);
}

interface SimulationRow {
  id: string;
  status: SimulationStatus;
  leads: number;
  events: number;
  of_leads: number | null;
  result: Answer | null;
  reason: string | null;
  asked_by: string;
  asked_at: Date;
  started_at: Date | null;
  ended_at: Date | null;
}

function viewOf(row: SimulationRow): SimulationView {
  return {
    id: row.id,
    status: row.status,
    progress: { leads: row.leads, of: row.of_leads, events: row.events },
    result: row.result,
    reason: row.reason,
    askedBy: row.asked_by,
    askedAt: row.asked_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    endedAt: row.ended_at?.toISOString() ?? null,
  };
}
