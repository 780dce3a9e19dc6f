import { sql } from 'kysely';
import { canonical, hashOf } from '../../engine/playbook/hash.js';
import type { Document } from '../../engine/playbook/document.js';
import type { Db, Trx } from '../database/database.js';

export type Published =
  | { outcome: 'published' | 'unchanged'; name: string; version: number; hash: string }
  /** Somebody else has published since the caller looked. */
  | { outcome: 'conflict'; name: string; version: number; hash: string };

export interface Publication {
  document: Document;
  /** Who publishes, for the record. */
  by: string;
  /** The version the caller believes to be the newest; 0 for none. Left out: whatever it is. */
  expectedVersion?: number;
}

/** Publications of one name go one after the other. */
const PUBLISH_LOCK = 5_323_662;

/**
 * Writes a document as the next version of its playbook. The same document as the newest version is left `unchanged`.
 * The first playbook of an installation becomes the default. Leads inside go on with their version (`pin`).
 */
export function publishPlaybook(db: Db, publication: Publication): Promise<Published> {
  const { document } = publication;
  const hash = hashOf(document);
  const name = document.playbook;
  return db.transaction().execute(async (trx): Promise<Published> => {
    await sql`select pg_advisory_xact_lock(${PUBLISH_LOCK})`.execute(trx);
    const newest = await newestOf(trx, name);
    const version = newest?.version ?? 0;
    if (newest?.hash === hash) return { outcome: 'unchanged', name, version, hash };
    if (version !== (publication.expectedVersion ?? version)) {
      return { outcome: 'conflict', name, version, hash: newest?.hash ?? '' };
    }
    await insert(trx, publication, { version: version + 1, hash });
    return { outcome: 'published', name, version: version + 1, hash };
  });
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
  { document, by }: Publication,
  { version, hash }: { version: number; hash: string },
): Promise<void> {
  await sql`
    insert into playbook_version (name, version, hash, document, is_default, published_by)
    select ${document.playbook}, ${version}, ${hash}, ${canonical(document)}::jsonb,
      not exists (select from playbook_version where is_default) or exists (
        select from playbook_version where name = ${document.playbook} and is_default), ${by}`.execute(
    trx,
  );
}
