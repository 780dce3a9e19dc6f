import { randomBytes } from 'node:crypto';

import pg from 'pg';

import { openDatabase } from '../../../src/database/database.js';
import { shared } from './shared-servers.js';

const TEMPLATE = 'leadloom_template';
/** Any number that no lock of the product uses. */
const TEMPLATE_LOCK = 719_204;

export interface FreshDatabase {
  url: string;
  /** Ends every connection to it and drops it. */
  drop(): Promise<void>;
}

function urlOf(database: string): string {
  const url = new URL(shared('postgres'));
  url.pathname = `/${database}`;
  return url.href;
}

async function administer<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: urlOf('postgres') });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function migrate(url: string): Promise<void> {
  const database = await openDatabase({ url });
  await database.migrate();
  await database.close();
}

/** Migrates the template once a run. Being marked as a template is what tells a whole one from a half one. */
async function ensureTemplate(client: pg.Client): Promise<void> {
  const found = await client.query(
    'select 1 from pg_database where datname = $1 and datistemplate',
    [TEMPLATE],
  );
  if (found.rowCount === 1) return;
  await client.query(`drop database if exists ${TEMPLATE} with (force)`);
  await client.query(`create database ${TEMPLATE}`);
  await migrate(urlOf(TEMPLATE));
  await client.query(`alter database ${TEMPLATE} is_template true`);
}

/** A migrated, empty database of one's own, copied in some 50 ms from a template that is migrated once a run. */
export function freshDatabase(): Promise<FreshDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  return administer(async (client) => {
    // A session's lock, freed with the connection: two test files at once neither migrate nor copy at the same time.
    await client.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    await ensureTemplate(client);
    await client.query(`create database ${name} template ${TEMPLATE}`);
    return {
      url: urlOf(name),
      drop: () =>
        administer(async (admin) => {
          await admin.query(`drop database ${name} with (force)`);
        }),
    };
  });
}
