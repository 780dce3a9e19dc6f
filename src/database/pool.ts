import { Client, Pool, type QueryConfig } from 'pg';
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
    Client: PreparingClient,
  });
  // Unheard, the error of a dropped connection would end the process, whether it was idle or checked out.
  pool.on('error', heard);
  pool.on('connect', (client) => client.on('error', heard));
  return pool;
}

/** How a statement begins that runs so often that planning it anew each time is felt. */
const PREPARED = '/* prepared */';
const names = new Map<string, string>();

/**
 * Prepares statements that begin with this mark once a connection and runs them by name from then on: PostgreSQL parses
 * and plans them once. Their text must be constant, with everything that varies in parameters.
 */
class PreparingClient extends Client {
  // The driver's own type has a dozen overloads; all of them pass through.
  override query(...given: unknown[]): never {
    const [text, values, ...rest] = given;
    const isPrepared = typeof text === 'string' && text.startsWith(PREPARED);
    if (!isPrepared || !Array.isArray(values)) return run(this, given);
    return run(this, [{ name: nameOf(text), text, values } satisfies QueryConfig, ...rest]);
  }
}

const run = (client: Client, given: unknown[]): never =>
  // oxlint-disable-next-line typescript/unbound-method -- bound right here; its overloads cannot be spread into
  Reflect.apply(Client.prototype.query, client, given) as never;

function nameOf(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = `leadloom_${names.size}`;
  names.set(text, name);
  return name;
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
