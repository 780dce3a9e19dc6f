import { sql } from 'kysely';
import type { Sealer } from '../crypto/sealer.js';
import type { Db } from '../database/database.js';
import { resolveAlert } from '../alerts/alert.js';
import { newSecret } from './signature.js';

/** Where webhooks of one name go, as the API shows it. */
export interface Endpoint {
  name: string;
  url: string;
  createdAt: string;
}

export interface Target {
  url: string;
  /** `whsec_…` */
  secret: string;
}

interface Row {
  name: string;
  url: Buffer;
  created_at: Date;
}

/** An alert about calls that wait for an endpoint of this name. */
export const MISSING = 'webhook-endpoint-missing';

const placeOf = (name: string, column: 'url' | 'secret'): string =>
  `webhook_endpoint/${name}/${column}`;

/** Outgoing endpoints by the names that playbooks call them. Addresses are sealed like secrets: many carry a token. */
export class Endpoints {
  constructor(
    private readonly db: Db,
    private readonly sealer: Sealer,
  ) {}

  /** Answers the secret, once and never again; nothing where the name is taken. */
  async add(
    name: string,
    { url, secret = newSecret() }: Partial<Target> & { url: string },
  ): Promise<(Endpoint & Target) | undefined> {
    const { rows } = await sql<{ created_at: Date }>`
      insert into webhook_endpoint (name, url_sealed, secret_sealed)
      values (${name}, ${this.sealer.seal(url, placeOf(name, 'url'))},
        ${this.sealer.seal(secret, placeOf(name, 'secret'))})
      on conflict (name) do nothing returning created_at`.execute(this.db);
    const [row] = rows;
    if (row === undefined) return undefined;
    await resolveAlert(this.db, MISSING, name);
    return { name, url, secret, createdAt: row.created_at.toISOString() };
  }

  async list(): Promise<Endpoint[]> {
    const { rows } = await sql<Row>`
      select name, url_sealed as url, created_at from webhook_endpoint order by name`.execute(
      this.db,
    );
    return rows.map(({ name, url, created_at }) => ({
      name,
      url: this.open(url, name, 'url'),
      createdAt: created_at.toISOString(),
    }));
  }

  /** Whether there was one. What is called from now on waits until there is one of this name again. */
  async remove(name: string): Promise<boolean> {
    const { rows } = await sql`
      delete from webhook_endpoint where name = ${name} returning name`.execute(this.db);
    return rows.length > 0;
  }

  async find(name: string): Promise<Target | undefined> {
    const { rows } = await sql<{ url: Buffer; secret: Buffer }>`
      select url_sealed as url, secret_sealed as secret
      from webhook_endpoint where name = ${name}`.execute(this.db);
    const [row] = rows;
    return (
      row && { url: this.open(row.url, name, 'url'), secret: this.open(row.secret, name, 'secret') }
    );
  }

  private open(sealed: Buffer, name: string, column: 'url' | 'secret'): string {
    return this.sealer.open(sealed, placeOf(name, column)).toString('utf8');
  }
}
