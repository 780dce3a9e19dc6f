import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Playbook } from '../../engine/playbook/playbook.js';
import type { Trx } from '../database/database.js';
import type { PlaybookLibrary } from '../playbooks/library.js';
import type { Profile, Profiles } from './profile.js';
import type { KnownLead } from './resolve.js';

/** A lead while a transaction of intake works on it. Its profile row is locked, so nobody else edits it meanwhile. */
export interface LeadDraft extends KnownLead {
  isNew: boolean;
  test: boolean;
  playbook: Playbook;
  profile: Profile;
  kinds: Set<string>;
  /** The profile must be written back. */
  isChanged: boolean;
  /** Whether a channel reaches it must be found out anew. */
  isMoved: boolean;
}

export function newLeadDraft(playbook: Playbook, createdAt: number, test: boolean): LeadDraft {
  return {
    id: randomUUID(),
    isNew: true,
    test,
    createdAt,
    playbook,
    profile: { personal: {}, attributes: {}, sources: [] },
    kinds: new Set(),
    isChanged: true,
    isMoved: true,
  };
}

interface LeadRow {
  id: string;
  status: string;
  playbook: string;
  test: boolean;
  created: number;
  kinds: string[] | null;
}

/**
 * Loads leads and locks their profiles, in id order. A lead that was merged or erased a moment ago is left out: the caller
 * has looked it up before this lock and must look again.
 */
export async function loadDrafts(
  trx: Trx,
  leadIds: readonly string[],
  profiles: Profiles,
  library: PlaybookLibrary,
): Promise<Map<string, LeadDraft>> {
  if (leadIds.length === 0) return new Map();
  await sql`
    select 1 from profile where lead_id = any(${leadIds}::uuid[]) order by lead_id for update`.execute(
    trx,
  );
  const { rows } = await sql<LeadRow>`
    select id, status, playbook, test, (extract(epoch from created_at) * 1000)::float8 as created,
      (select array_agg(distinct kind) from identity where lead_id = lead.id) as kinds
    from lead where id = any(${leadIds}::uuid[]) and status = 'active'`.execute(trx);
  const read = await profiles.readAll(
    trx,
    rows.map(({ id }) => id),
  );
  return new Map(rows.map((row) => [row.id, draftOf(row, read.get(row.id), library)]));
}

function draftOf(row: LeadRow, profile: Profile | undefined, library: PlaybookLibrary): LeadDraft {
  const { personal, attributes, sources, ...rest } = profile ?? {
    personal: {},
    attributes: {},
    sources: [],
  };
  const { name } = personal;
  return {
    id: row.id,
    isNew: false,
    test: row.test,
    createdAt: row.created,
    playbook: library.find(row.playbook) ?? library.default(),
    profile: { ...rest, personal: { ...personal }, attributes: { ...attributes }, sources },
    kinds: new Set(row.kinds),
    isChanged: false,
    isMoved: false,
    ...(typeof name === 'string' ? { name } : {}),
  };
}

/** Writes new leads with their counters, and every changed profile. */
export async function saveDrafts(
  trx: Trx,
  drafts: readonly LeadDraft[],
  profiles: Profiles,
): Promise<void> {
  const changed = drafts.filter(({ isChanged }) => isChanged);
  if (changed.length === 0) return;
  await insertLeads(
    trx,
    changed.filter(({ isNew }) => isNew),
  );
  await sql`
    insert into profile (lead_id, personal_sealed, attributes, locale, time_zone, sources)
    select * from unnest(
      ${changed.map(({ id }) => id)}::uuid[],
      ${changed.map(({ id, profile }) => profiles.seal(id, profile.personal))}::bytea[],
      ${changed.map(({ profile }) => JSON.stringify(profile.attributes))}::jsonb[],
      ${changed.map(({ profile }) => profile.locale ?? null)}::text[],
      ${changed.map(({ profile }) => profile.timeZone ?? null)}::text[],
      ${changed.map(({ profile }) => JSON.stringify(profile.sources))}::jsonb[])
    on conflict (lead_id) do update
      set personal_sealed = excluded.personal_sealed, attributes = excluded.attributes, locale = excluded.locale,
        time_zone = excluded.time_zone, sources = excluded.sources, updated_at = now()`.execute(
    trx,
  );
}

/** A new lead stands at the first stage, in the lowest tier, undecided. */
async function insertLeads(trx: Trx, drafts: readonly LeadDraft[]): Promise<void> {
  if (drafts.length === 0) return;
  await sql`
    with given as (
      select *, to_timestamp(created / 1000) as at from unnest(
        ${drafts.map(({ id }) => id)}::uuid[], ${drafts.map(({ playbook }) => playbook.name)}::text[],
        ${drafts.map(({ playbook }) => playbook.version)}::int[],
        ${drafts.map(({ playbook }) => playbook.stages[0]?.id ?? 'lead')}::text[],
        ${drafts.map(({ playbook }) => playbook.tiers.at(-1)?.id ?? '')}::text[],
        ${drafts.map(({ test }) => test)}::boolean[], ${drafts.map(({ createdAt }) => createdAt)}::float8[]
      ) as v (id, playbook, version, stage, tier, test, created)
    ), leads as (
      insert into lead (id, playbook, playbook_version, stage, tier, test, last_now, last_input_at, created_at)
      select id, playbook, version, stage, tier, test, at, at, at from given
    )
    insert into lead_counter (lead_id) select id from given`.execute(trx);
}
