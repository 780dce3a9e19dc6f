import { type RawBuilder, sql } from 'kysely';
import type { JsonObject } from '../../engine/json.js';
import type { Db, Trx } from '../database/database.js';
import { JOB_WAITS, type LeadJobParameters } from './lead-job.js';
import { belongs } from './selection.js';

/** Leads looked at in one statement, whatever the selection: those of a rare one are spread over the whole table. */
const STRETCH = 500;

/** A job that has not ended, as its row holds it. */
export interface OpenJob {
  id: string;
  parameters: LeadJobParameters;
  cursor: string;
  result: JsonObject | null;
  /** Without a page for 10 minutes. */
  stuck: boolean;
  /** A person has been told that it waits. */
  told: boolean;
}

export const readJob = (db: Db, id: string): Promise<OpenJob | undefined> => find(db, id, sql``);

/** Whoever else works on it, or cancels it, waits for this transaction. */
export const lockJob = (trx: Trx, id: string): Promise<OpenJob | undefined> =>
  find(trx, id, sql`for no key update`);

async function find(
  db: Db | Trx,
  id: string,
  lock: RawBuilder<unknown>,
): Promise<OpenJob | undefined> {
  const { rows } = await sql<OpenJob>`
    select id, parameters, cursor, result, moved_at < now() - interval '10 minutes' as stuck,
      exists (select from alert where kind = ${JOB_WAITS} and subject = ${id} and resolved_at is null) as told
    from lead_job where id = ${id} and status in ('waiting', 'running') ${lock}`.execute(db);
  return rows[0];
}

export interface LeadPage {
  leads: {
    id: string;
    /** How many were looked at to come to this one, with it. */
    scanned: number;
  }[];
  /** How far the look has come, and over how many. */
  cursor: string;
  scanned: number;
}

/** The next leads of the selection, at most `limit`, and how far the look has come; nothing behind the last lead. */
export async function nextLeads(
  db: Db | Trx,
  { parameters, cursor }: OpenJob,
  limit: number,
): Promise<LeadPage | undefined> {
  const { rows } = await sql<LeadPage>`
    with stretch as materialized (
      select id, status, playbook, state, row_number() over (order by id) as scanned
      from lead where id > ${cursor} order by id limit ${STRETCH}
    ), chosen as materialized (
      select id, scanned from stretch l where ${belongs(parameters.selection)} order by id limit ${limit}
    ), edge as (
      select case when (select count(*) from chosen) = ${limit}
        then (select id from chosen order by id desc limit 1)
        else (select id from stretch order by id desc limit 1) end as id
    )
    select id as cursor, scanned, (select coalesce(jsonb_agg(chosen order by id), '[]') from chosen) as leads
    from stretch join edge using (id)`.execute(db);
  return rows[0];
}

/** Writes how far a job has come. */
export async function moveOn(
  trx: Trx,
  { id }: OpenJob,
  { cursor, scanned }: Pick<LeadPage, 'cursor' | 'scanned'>,
  { appended = 0, result }: { appended?: number; result?: JsonObject | null },
): Promise<void> {
  await sql`
    update lead_job set status = 'running', started_at = coalesce(started_at, now()), moved_at = now(),
      cursor = ${cursor}, scanned = scanned + ${scanned}, appended = appended + ${appended},
      result = coalesce(${result ? JSON.stringify(result) : null}::jsonb, result)
    where id = ${id}`.execute(trx);
}
