import { sql } from 'kysely';
import type { JsonObject } from '../../engine/json.js';
import type { Sealer } from '../crypto/sealer.js';
import type { Trx } from '../database/database.js';
import { repPlace } from './rep-seed.js';

/** Who these people are, for a text that names a lead's contact: name, and mail where there is one. */
export async function repWords(
  trx: Trx,
  sealer: Sealer,
  ids: readonly string[],
): Promise<Map<string, JsonObject>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; name: Buffer; email: Buffer | null }>`
    select id, name_sealed as name, email_sealed as email from rep
    where id::text = any(${ids}::text[])`.execute(trx);
  const open = (value: Buffer, id: string, column: 'name' | 'email') =>
    sealer.open(value, repPlace(id, column)).toString('utf8');
  return new Map(
    rows.map(({ id, name, email }) => [
      id,
      {
        name: open(name, id, 'name'),
        ...(email === null ? {} : { email: open(email, id, 'email') }),
      },
    ]),
  );
}
