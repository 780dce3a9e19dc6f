import { sql } from 'kysely';

import type { JsonObject } from '../../../engine/json.js';
import type { Sealer } from '../../../src/crypto/sealer.js';
import type { Db } from '../../../src/database/database.js';

/** The first input of each lead; the others come a minute after each other. */
export const BEGINNING = Date.parse('2026-09-01T10:00:00Z');

export interface Filling {
  leads: number;
  /** Of each lead, all alike. */
  inputs: number;
  playbook?: string;
  event?: string;
  properties?: JsonObject;
  at?: number;
}

/** Leads as the record holds them, written in two statements however many they are. Answers their ids, in order. */
export async function fill(
  db: Db,
  sealer: Sealer,
  { leads, inputs, playbook = 'small', event = 'asked', properties = {}, at = BEGINNING }: Filling,
): Promise<string[]> {
  const begun = new Date(at);
  const { rows } = await sql<{ id: string }>`
    insert into lead (id, playbook, last_now, stage, tier, playbook_version, last_input_at)
    select uuidv7(), ${playbook}, ${begun}, 'lead', 'C', 1, ${begun} from generate_series(1, ${leads}::int)
    returning id`.execute(db);
  const ids = rows.map(({ id }) => id).toSorted();
  const body = { kind: 'event', name: event, properties };
  const sealed = sealer.sealJson({ id: 'i', occurredAt: at, body }, 'inbox');
  await sql`
    insert into inbox (lead_id, n, arrived_at, occurred_at, message_id, source, name, input_sealed, size, rings)
    select id, n, ${begun}::timestamptz + (n - 1) * interval '1 minute', ${begun}, 'm-' || n, 'test', ${event},
      ${sealed}, ${sealed.length}, true
    from unnest(${ids}::uuid[]) id, generate_series(1, ${inputs}::int) n`.execute(db);
  return ids;
}

/** What was sealed can be opened no more. */
export async function spoil(db: Db, lead: string): Promise<void> {
  await sql`update inbox set input_sealed = '\\x00' where lead_id = ${lead}`.execute(db);
}
