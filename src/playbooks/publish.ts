import { sql } from 'kysely';
import { canonical, hashOf } from '../../engine/playbook/hash.js';
import type { Document } from '../../engine/playbook/document.js';
import type { Inside } from '../../engine/versions/inside.js';
import type { Db, Trx } from '../database/database.js';
import type { Effect } from './effect.js';
import { askToMove } from './move-inside.js';

export type Published =
  | {
      outcome: 'published' | 'unchanged';
      name: string;
      version: number;
      hash: string;
      /** The job that tells the leads inside of it; absent: they finish on their version. */
      job?: string;
    }
  /** Somebody else has published since the caller looked. */
  | { outcome: 'conflict'; name: string; version: number; hash: string };

export interface Publication {
  document: Document;
  /** Who publishes, for the record. */
  by: string;
  /** The version the caller believes to be the newest; 0 for none. Left out: whatever it is. */
  expectedVersion?: number;
  /** What becomes of the leads inside; left out: they finish on the version they follow. */
  inside?: Inside;
  /** How many those are, counted beforehand: the stated effect, for the record. */
  effect?: Effect;
  /** The older version whose content this is again. */
  restores?: number;
}

/** Publications of one name go one after the other. */
const PUBLISH_LOCK = 5_323_662;

/**
 * Writes a document as the next version of its playbook. The same document as the newest version is left `unchanged`.
 * The first playbook of an installation becomes the default. Leads inside that are to move or leave are told by a job;
 * also where the document is unchanged, for they may stand on a version before.
 */
export function publishPlaybook(db: Db, publication: Publication): Promise<Published> {
  const { document } = publication;
  const hash = hashOf(document);
  const name = document.playbook;
  return db.transaction().execute(async (trx): Promise<Published> => {
    await sql`select pg_advisory_xact_lock(${PUBLISH_LOCK})`.execute(trx);
    const newest = await newestOf(trx, name);
    const version = newest?.version ?? 0;
    if (newest?.hash === hash) {
      const job = await tellInside(trx, publication, version);
      return { outcome: 'unchanged', name, version, hash, ...job };
    }
    if (version !== (publication.expectedVersion ?? version)) {
      return { outcome: 'conflict', name, version, hash: newest?.hash ?? '' };
    }
    await insert(trx, publication, { version: version + 1, hash });
    const job = await tellInside(trx, publication, version + 1);
    return { outcome: 'published', name, version: version + 1, hash, ...job };
  });
}

async function tellInside(
  trx: Trx,
  { document, inside, effect, by }: Publication,
  to: number,
): Promise<{ job?: string }> {
  if (inside === undefined || effect === undefined) return {};
  const journeys = Object.keys(effect.journeys);
  const job = await askToMove(trx, { playbook: document.playbook, to, inside, journeys, by });
  return job === undefined ? {} : { job };
}

function newestOf(trx: Trx, name: string) {
  return trx
    .selectFrom('playbook_version')
    .select(['version', 'hash'])
    .where('name', '=', name)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
}

async function insert(
  trx: Trx,
  { document, by, inside, effect, restores }: Publication,
  { version, hash }: { version: number; hash: string },
): Promise<void> {
  await sql`
    insert into playbook_version (name, version, hash, document, is_default, published_by, inside, effect, restores)
    select ${document.playbook}, ${version}, ${hash}, ${canonical(document)}::jsonb,
      not exists (select from playbook_version where is_default) or exists (
        select from playbook_version where name = ${document.playbook} and is_default), ${by},
      ${orNull(inside)}::jsonb, ${orNull(effect)}::jsonb, ${restores ?? null}::int`.execute(trx);
}

const orNull = (value: object | undefined): string | null =>
  value === undefined ? null : JSON.stringify(value);
