import { sql } from 'kysely';
import type { Position } from '../../engine/lead-state.js';
import type { Db, Trx } from '../database/database.js';

/** Leads looked at in one statement: none of them runs long, however many there are. */
const STRETCH = 5_000;

/** How many runs stand at one step of one version, waiting for the same kind of thing. */
export interface Standing {
  journey: string;
  version: number;
  step: string;
  wait: Position['wait'];
  runs: number;
}

export interface Inhabitants {
  /** Leads that stand in a journey at all. */
  leads: number;
  runs: Standing[];
}

/** Where the leads of a playbook stand, counted in the database. */
export async function inhabitantsOf(db: Db | Trx, playbook: string): Promise<Inhabitants> {
  const found = new Map<string, Standing>();
  let leads = 0;
  for (let page = await pageOf(db, playbook, NIL); page !== undefined;) {
    leads += page.leads;
    for (const one of page.runs) addTo(found, one);
    page = await pageOf(db, playbook, page.cursor);
  }
  return { leads, runs: [...found.values()].toSorted(byPlace) };
}

/** Before every id. */
const NIL = '00000000-0000-0000-0000-000000000000';

interface Page extends Inhabitants {
  cursor: string;
}

async function pageOf(db: Db | Trx, playbook: string, after: string): Promise<Page | undefined> {
  const { rows } = await sql<Page>`
    with stretch as materialized (
      select id, status, playbook, state from lead where id > ${after}::uuid order by id limit ${STRETCH}
    ), run as materialized (
      select l.id, e ->> 'journey' as journey, (e ->> 'version')::int as version,
        e -> 'at' ->> 'step' as step, e -> 'at' ->> 'wait' as wait
      from stretch l, jsonb_array_elements(l.state -> 'enrolments') e
      where l.status = 'active' and l.playbook = ${playbook}
    ), counted as (
      select journey, version, step, wait, count(*)::int as runs from run group by journey, version, step, wait
    )
    select edge.id as cursor, (select count(distinct id)::int from run) as leads,
      (select coalesce(jsonb_agg(counted), '[]') from counted) as runs
    from (select id from stretch order by id desc limit 1) edge`.execute(db);
  return rows[0];
}

function addTo(found: Map<string, Standing>, one: Standing): void {
  const name = JSON.stringify([one.journey, one.version, one.step, one.wait]);
  const before = found.get(name);
  if (before === undefined) found.set(name, { ...one });
  else before.runs += one.runs;
}

const byPlace = (a: Standing, b: Standing): number =>
  a.journey.localeCompare(b.journey) || a.version - b.version || a.step.localeCompare(b.step);
