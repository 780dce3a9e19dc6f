import { Kysely, PostgresDialect } from 'kysely';

import type { Db } from './database.js';
import { type DatabaseSettings, openPool } from './pool.js';

/** Queries alone, without entities and migrations: a thread has them within milliseconds. `destroy` ends the pool. */
export const openDb = (settings: DatabaseSettings): Db =>
  new Kysely({ dialect: new PostgresDialect({ pool: openPool(settings) }) });
