import { sql } from 'kysely';
import type { Document } from '../../engine/playbook/document.js';
import { holidaysNamed, templatesNamed } from '../../engine/playbook/named-files.js';
import type { Db, Trx } from '../database/database.js';
import { type BundleFiles, bundleOf, calendarPath, templateOf } from './bundle/bundle.js';
import { shippedFiles } from './bundle/shipped-files.js';
import { storeFiles } from './bundle/stored-bundle.js';
import { PUBLISH_LOCK } from './publish.js';

/**
 * Gives versions that were published before versions carried their files those of the installation, which is what they
 * meant until now; from here they are theirs. Their hash becomes that of the whole, so that publishing the same again
 * is still `unchanged`. Once; nothing to do at every later start.
 */
export async function adoptFiles(db: Db): Promise<void> {
  const any = await unbundled(db).limit(1).executeTakeFirst();
  if (!any) return;
  const shipped = await shippedFiles();
  await db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(${PUBLISH_LOCK})`.execute(trx);
    for (const row of await unbundled(trx).execute()) {
      const document = row.document as unknown as Document;
      const files = namedBy(document, shipped);
      await storeFiles(trx, row, files);
      await trx
        .updateTable('playbook_version')
        .set({ bundled: true, hash: bundleOf(document, files).hash })
        .where('name', '=', row.name)
        .where('version', '=', row.version)
        .execute();
    }
  });
}

const unbundled = (db: Db | Trx) =>
  db
    .selectFrom('playbook_version')
    .select(['name', 'version', 'document'])
    .where('bundled', '=', false);

function namedBy(document: Document, shipped: BundleFiles): BundleFiles {
  const templates = templatesNamed(document);
  const calendars = new Set(holidaysNamed(document).map(calendarPath));
  return new Map(
    [...shipped].filter(([path]) => templates.has(templateOf(path) ?? '') || calendars.has(path)),
  );
}
