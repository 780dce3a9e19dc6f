import { sql } from 'kysely';
import { canonical } from '../../engine/playbook/hash.js';
import type { Inside } from '../../engine/versions/inside.js';
import type { Db, Trx } from '../database/database.js';
import type { Bundle } from './bundle/bundle.js';
import { storeFiles } from './bundle/stored-bundle.js';
import type { Effect } from './effect.js';
import { lockedBy } from './git-lock.js';
import type { Source } from './git-source.js';
import { PINNED } from './inside-body.js';
import { noteChoice } from './inside-choices.js';
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
  /** Somebody else has published since the caller looked, or since the effect on leads inside was counted (`stale`). */
  | { outcome: 'conflict' | 'stale'; name: string; version: number; hash: string }
  /** It is kept in Git, and this did not come from there. `repo` where it was published from. */
  | { outcome: 'locked'; name: string; version: number; hash: string; repo?: string };

export interface Publication {
  bundle: Bundle;
  /** Who publishes, for the record: the name of a key, or of a user of this machine. */
  by: string;
  /** Where in Git it comes from. */
  source?: Source | undefined;
  /** The version the caller believes to be the newest; 0 for none. Left out: whatever it is. */
  expectedVersion?: number | undefined;
  /**
   * What becomes of the leads inside. Left out: they finish on the version they follow, and where the content is
   * unchanged, what was chosen before stands.
   */
  inside?: Inside | undefined;
  /** How many those are, counted beforehand: the stated effect, for the record. */
  stated?: Stated;
  /** The older version whose content this is again. */
  restores?: number;
}

export interface Stated {
  effect: Effect;
  /** The newest version when it was counted, 0 for none. */
  newest: number;
}

/** Publications of one name go one after the other. */
export const PUBLISH_LOCK = 5_323_662;

/**
 * Writes a bundle as the next version of its playbook. The same content as that of the newest version is left
 * `unchanged`. The first playbook of an installation becomes the default. Leads inside that are to move or leave are told
 * by a job; also where the content is unchanged, for they may stand on a version before.
 */
export function publishPlaybook(db: Db, publication: Publication): Promise<Published> {
  return db.transaction().execute((trx) => publishWithin(trx, publication));
}

/** The same within a transaction that does more. */
export async function publishWithin(trx: Trx, publication: Publication): Promise<Published> {
  const { document, hash } = publication.bundle;
  const name = document.playbook;
  await sql`select pg_advisory_xact_lock(${PUBLISH_LOCK})`.execute(trx);
  const newest = await newestOf(trx, name);
  const version = newest?.version ?? 0;
  if (version !== (publication.stated?.newest ?? version)) {
    return { outcome: 'stale', name, version, hash: newest?.hash ?? '' };
  }
  if (newest?.hash === hash) {
    const job = await chooseInside(trx, publication, version, publication.inside);
    return { outcome: 'unchanged', name, version, hash, ...job };
  }
  const lock = publication.source ? undefined : lockedBy(newest, document);
  if (lock) return { outcome: 'locked', name, version, hash: newest?.hash ?? '', ...lock };
  if (version !== (publication.expectedVersion ?? version)) {
    return { outcome: 'conflict', name, version, hash: newest?.hash ?? '' };
  }
  await insert(trx, publication, version + 1);
  const job = await chooseInside(trx, publication, version + 1, publication.inside ?? PINNED);
  return { outcome: 'published', name, version: version + 1, hash, ...job };
}

/** Has leads told what was chosen for them, and notes who chose it. */
async function chooseInside(
  trx: Trx,
  { bundle, stated, by }: Publication,
  version: number,
  inside: Inside | undefined,
): Promise<{ job?: string }> {
  if (inside === undefined || stated === undefined) return {};
  const { playbook } = bundle.document;
  const job = await askToMove(trx, { playbook, to: version, inside, by });
  await noteChoice(trx, { playbook, version, inside, effect: stated.effect, job: job?.id, by });
  return job === undefined ? {} : { job: job.id };
}

function newestOf(trx: Trx, name: string) {
  return trx
    .selectFrom('playbook_version')
    .select(['version', 'hash', 'document', 'source'])
    .where('name', '=', name)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
}

async function insert(
  trx: Trx,
  { bundle: { document, files, hash }, by, source, restores }: Publication,
  version: number,
): Promise<void> {
  const name = document.playbook;
  await sql`
    insert into playbook_version (name, version, hash, document, is_default, published_by, source, bundled,
      restores)
    select ${name}, ${version}, ${hash}, ${canonical(document)}::jsonb,
      not exists (select from playbook_version where is_default) or exists (
        select from playbook_version where name = ${name} and is_default),
      ${by}, ${source === undefined ? null : JSON.stringify(source)}::jsonb, true, ${restores ?? null}::int`.execute(
    trx,
  );
  await storeFiles(trx, { name, version }, files);
}
