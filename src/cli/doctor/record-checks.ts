import { sql } from 'kysely';

import type { Sealer } from '../../crypto/sealer.js';
import type { Db } from '../../database/database.js';
import { migrations } from '../../database/migrations.js';
import { Profiles } from '../../leads/profile.js';
import { bad, good, type Check } from './check.js';

const START = 'Start it with `npm start`, or put DATABASE_URL right.';

/** What the database says of itself and of the leads in it. */
export function recordChecks(db: Db, sealer: Sealer): Check[] {
  return [
    { name: 'PostgreSQL', look: () => server(db) },
    { name: 'Schema', look: () => schema(db) },
    { name: 'Master key', look: () => masterKey(db, sealer) },
    { name: 'Playbooks', look: () => playbooks(db) },
    { name: 'Rings', look: () => rings(db) },
    { name: 'Parked leads', look: () => parked(db) },
    { name: 'Alerts', look: () => alerts(db) },
  ];
}

async function first<Row>(db: Db, query: ReturnType<typeof sql<Row>>): Promise<Row | undefined> {
  const { rows } = await query.execute(db);
  return rows[0];
}

async function server(db: Db) {
  const row = await first(
    db,
    sql<{ version: number }>`
    select current_setting('server_version_num')::int as version`,
  ).catch(() => undefined);
  if (row === undefined) return bad('does not answer', START);
  const major = Math.floor(row.version / 10_000);
  if (major === 18) return good('18');
  return bad(`is version ${major}`, 'Leadloom needs PostgreSQL 18: point DATABASE_URL at one.');
}

async function schema(db: Db) {
  const row = await first(db, sql<{ applied: number }>`select count(*) as applied from migration`);
  const missing = migrations.length - (row?.applied ?? 0);
  if (missing <= 0) return good(`${migrations.length} migrations applied`);
  return bad(`${missing} migrations are missing`, 'Start the API: it applies them.');
}

/** A key that cannot open a sealed value is the wrong one: nothing personal could be read or sent. */
async function masterKey(db: Db, sealer: Sealer) {
  const row = await first(
    db,
    sql<{ lead_id: string; personal_sealed: Buffer }>`
    select lead_id, personal_sealed from profile where personal_sealed is not null limit 1`,
  );
  if (row === undefined) return good('nothing is sealed yet');
  try {
    new Profiles(sealer).open(row.lead_id, row.personal_sealed);
    return good('opens what is stored');
  } catch {
    const todo = 'Set LEADLOOM_MASTER_KEY to the key this database was filled with.';
    return bad('does not open what is stored', todo);
  }
}

async function playbooks(db: Db) {
  const { rows } = await sql<{ name: string; version: number; is_default: boolean }>`
    select name, max(version) as version, bool_or(is_default) as is_default
    from playbook_version where status = 'live' group by name order by name`.execute(db);
  if (rows.length === 0) return bad('none is live', 'Start the API: it publishes the shipped one.');
  const named = rows.map(
    ({ name, version, is_default: is }) => `${name}@${version}${is ? ' (default)' : ''}`,
  );
  return good(named.join(', '));
}

async function rings(db: Db) {
  const row = await first(
    db,
    sql<{ owed: number; late: number }>`
    select count(*) as owed, count(*) filter (where asked_at < now() - interval '60 seconds') as late
    from ring where not exists (select from lead where id = lead_id and parked_reason is not null)`,
  );
  const { owed = 0, late = 0 } = row ?? {};
  if (late === 0) return good(owed === 0 ? 'none is owed' : `${owed} owed, none for long`);
  return bad(`${late} owed for over a minute`, 'See that a worker runs and reaches Temporal.');
}

async function parked(db: Db) {
  const { rows } = await sql<{ id: string; parked_reason: string }>`
    select id, parked_reason from lead where parked_reason is not null
    order by parked_at desc limit 5`.execute(db);
  if (rows.length === 0) return good('none');
  const named = rows.map(({ id, parked_reason: why }) => `${id} (${why})`).join('; ');
  return bad(
    named,
    'Look at one with `npx leadloom replay LEAD`; once the cause is mended, `npx leadloom release LEAD` or `--all`: their inputs wait unharmed.',
  );
}

/** The newest of each kind. */
async function alerts(db: Db) {
  const { rows } = await sql<{ kind: string; detail: string; what_to_do: string; open: number }>`
    select * from (
      select distinct on (kind) kind, detail, what_to_do, raised_at, count(*) over (partition by kind) as open
      from alert where resolved_at is null order by kind, raised_at desc
    ) newest order by raised_at desc`.execute(db);
  if (rows.length === 0) return good('none open');
  const named = rows.map(({ kind, detail, open }) => `${open} ${kind}, newest: ${detail}`);
  return bad(named.join('; '), rows.map(({ what_to_do: todo }) => todo).join(' '));
}
