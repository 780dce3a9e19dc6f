import { sql } from 'kysely';
import type { Inside } from '../../engine/versions/inside.js';
import type { Db, Trx } from '../database/database.js';
import type { Effect } from './effect.js';

/** What somebody chose for the leads inside a version. Times are ISO 8601. */
export interface InsideChoice {
  inside: Inside;
  /** How many leads that were, counted when it was chosen. */
  effect: Effect;
  /** The job that tells them; null: all finish on their version. */
  job: string | null;
  by: string;
  at: string;
}

/** Of one version at most: the last ones. */
const MOST = 20;

export interface Chosen {
  playbook: string;
  version: number;
  inside: Inside;
  effect: Effect;
  job: string | undefined;
  by: string;
}

/** Notes a choice. The same said again while its job is under way is none. */
export async function noteChoice(
  trx: Trx,
  { playbook, version, inside, effect, job, by }: Chosen,
): Promise<void> {
  const given = JSON.stringify(inside);
  await sql`
    insert into inside_choice (name, version, inside, effect, job, chosen_by)
    select ${playbook}, ${version}, ${given}::jsonb, ${JSON.stringify(effect)}::jsonb, ${job ?? null}::uuid, ${by}
    where not exists (
      select from (
        select inside, job from inside_choice where name = ${playbook} and version = ${version} order by id desc limit 1
      ) last where last.inside = ${given}::jsonb and last.job is not distinct from ${job ?? null}::uuid
    )`.execute(trx);
}

/** The choices for these versions of a playbook, by version, oldest first. */
export async function choicesFor(
  db: Db,
  playbook: string,
  versions: readonly number[],
): Promise<Map<number, InsideChoice[]>> {
  const { rows } = await sql<InsideChoice & { version: number }>`
    select version, inside, effect, job, chosen_by as by,
      to_char(chosen_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
    from unnest(${[...versions]}::int[]) as asked (version) cross join lateral (
      select id, inside, effect, job, chosen_by, chosen_at from inside_choice c
      where c.name = ${playbook} and c.version = asked.version order by id desc limit ${MOST}
    ) chosen order by id`.execute(db);
  const choices = new Map<number, InsideChoice[]>();
  for (const { version, ...choice } of rows)
    choices.set(version, [...(choices.get(version) ?? []), choice]);
  return choices;
}
