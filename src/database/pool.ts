import { Client, Pool } from 'pg';
import { columnTypes } from './column-types.js';

/** No call to PostgreSQL holds a request or a worker longer than this, ms. */
const PATIENCE = 3_000;

export interface DatabaseSettings {
  /** `postgres://user:password@host:port/database` */
  url: string;
  /** Most connections this process opens. */
  poolSize?: number;
  /** Shown in `pg_stat_activity`. */
  name?: string;
  /** Told of connections that broke; the query in flight fails by itself. */
  onError?: (error: Error) => void;
}

export function openPool(settings: DatabaseSettings): Pool {
  const heard = settings.onError ?? ((): void => undefined);
  const pool = new Pool({
    connectionString: settings.url,
    application_name: settings.name ?? 'leadloom',
    max: settings.poolSize ?? 16,
    types: columnTypes,
    keepAlive: true,
    connectionTimeoutMillis: PATIENCE,
    statement_timeout: PATIENCE,
    lock_timeout: PATIENCE,
    idle_in_transaction_session_timeout: PATIENCE,
    // A server that accepts and never answers enforces none of its own limits. In pipeline mode the driver drops such
    // a connection; otherwise it would go back to the pool with the dead query in the way of every later one.
    query_timeout: PATIENCE + 500,
    pipeline: true,
  });
  // Unheard, the error of a dropped connection would end the process, whether it was idle or checked out.
  pool.on('error', heard);
  pool.on('connect', (client) => client.on('error', heard));
  return pool;
}

/** A connection without time limits, for one long job (migrations, LISTEN); the caller ends it. */
export async function connectAlone(url: string, name: string): Promise<Client> {
  const client = new Client({
    connectionString: url,
    application_name: name,
    types: columnTypes,
    keepAlive: true,
    connectionTimeoutMillis: PATIENCE,
  });
  await client.connect();
  return client;
}
