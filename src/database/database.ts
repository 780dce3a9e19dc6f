import { Migrator } from '@mikro-orm/migrations';
import { defineConfig, type EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { Kysely, PostgresDialect, type Transaction } from 'kysely';
import type { Pool } from 'pg';
import { entities } from './entities.js';
import { migrations } from './migrations.js';
import { connectAlone, type DatabaseSettings, openPool } from './pool.js';
import type { Tables } from './tables.js';

export type Db = Kysely<Tables>;
export type Trx = Transaction<Tables>;

/** Any number that no other lock of ours uses: one process migrates at a time. */
const MIGRATION_LOCK = 5_323_661;
const MONTHS_AHEAD = 3;

/**
 * The connection pool and what runs on it. MikroORM owns entities (cold tables, edited a row at a time) and
 * migrations; Kysely and plain SQL with `unnest` do everything hot. Both share one pool.
 */
export class Database {
  readonly #orm: MikroORM;
  readonly #settings: DatabaseSettings;

  constructor(
    settings: DatabaseSettings,
    orm: MikroORM,
    readonly pool: Pool,
    readonly db: Db,
  ) {
    this.#settings = settings;
    this.#orm = orm;
  }

  /** A fresh unit of work over the entities. */
  entities(): EntityManager {
    return this.#orm.em.fork();
  }

  /** Brings the schema up to this build and makes the months' partitions. Safe from any number of processes at once. */
  async migrate(): Promise<void> {
    const guard = await connectAlone(this.#settings.url, 'leadloom-migrate');
    try {
      await guard.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
      await this.#orm.migrator.up();
      await guard.query('select ensure_partitions($1)', [MONTHS_AHEAD]);
    } finally {
      await guard.end();
    }
  }

  async close(): Promise<void> {
    await this.#orm.close();
    // The pool is ours: MikroORM leaves it open, and a process would linger until its connections are idle for long.
    if (!this.pool.ended) await this.pool.end();
  }
}

/** Opens no connection yet; the first query does. */
export async function openDatabase(settings: DatabaseSettings): Promise<Database> {
  const pool = openPool(settings);
  const db: Db = new Kysely({ dialect: new PostgresDialect({ pool }) });
  const orm = await MikroORM.init(
    defineConfig({
      clientUrl: settings.url,
      driverOptions: db,
      entities,
      extensions: [Migrator],
      forceUtcTimezone: true,
      // Its only lines are those of the migrator.
      logger: () => undefined,
      migrations: { tableName: 'migration', migrationsList: migrations, snapshot: false },
    }),
  );
  return new Database(settings, orm, pool, db);
}
