import { sql } from 'kysely';
import type { Document } from '../../../engine/playbook/document.js';
import { templateHash } from '../../delivery/templates/template-file.js';
import type { Db, Trx } from '../../database/database.js';
import type { Bundle, BundleFiles } from './bundle.js';

/** Writes the files of a version, each text once however many versions carry it. */
export async function storeFiles(
  trx: Trx,
  { name, version }: { name: string; version: number },
  files: BundleFiles,
): Promise<void> {
  const paths = [...files.keys()];
  const texts = [...files.values()];
  const hashes = texts.map(templateHash);
  await sql`
    insert into bundle_text (hash, source)
    select distinct * from unnest(${hashes}::text[], ${texts}::text[])
    on conflict (hash) do nothing`.execute(trx);
  await sql`
    insert into playbook_file (name, version, path, hash)
    select ${name}, ${version}, * from unnest(${paths}::text[], ${hashes}::text[])`.execute(trx);
}

/** The files of a version, in the order of their paths. */
export async function storedFiles(db: Db, name: string, version: number): Promise<BundleFiles> {
  const rows = await db
    .selectFrom('playbook_file as file')
    .innerJoin('bundle_text as text', 'text.hash', 'file.hash')
    .select(['file.path', 'text.source'])
    .where('file.name', '=', name)
    .where('file.version', '=', version)
    .orderBy('file.path')
    .execute();
  return new Map(rows.map(({ path, source }) => [path, source]));
}

export interface StoredBundle extends Bundle {
  version: number;
  source: { repo: string; commit: string } | null;
}

/** A version as it was published, the newest where none is given. */
export async function storedBundle(
  db: Db,
  name: string,
  version?: number,
): Promise<StoredBundle | undefined> {
  const found = await db
    .selectFrom('playbook_version')
    .select(['version', 'hash', 'document', 'source'])
    .where('name', '=', name)
    .$if(version !== undefined, (query) => query.where('version', '=', version ?? 0))
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!found) return undefined;
  const files = await storedFiles(db, name, found.version);
  return { ...found, document: found.document as unknown as Document, files };
}
