import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { pino } from 'pino';
import type { Database } from '../../../src/database/database.js';
import { Housekeeping } from '../../../src/ingest/housekeeping.js';
import { openRecord } from '../lifecycle/lead-fixture.js';

let database: Database;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ database, close } = await openRecord());
});
afterAll(() => close());

const ended = (days: number) => sql`now() - make_interval(days => ${days})`;

test('simulations go 90 days and jobs a year after their end, and what has not ended stays', async () => {
  for (const days of [89, 91])
    await sql`
      insert into simulation (id, question, status, asked_by, ended_at)
      values (${randomUUID()}, '{}', 'done', 'x', ${ended(days)})`.execute(database.db);
  for (const days of [364, 366])
    await sql`
      insert into lead_job (id, kind, subject, parameters, status, asked_by, ended_at)
      values (${randomUUID()}, 'test', 'x', '{}', 'done', 'x', ${ended(days)})`.execute(
      database.db,
    );
  await sql`
    insert into simulation (id, question, asked_by, asked_at) values (${randomUUID()}, '{}', 'x', ${ended(400)})`.execute(
    database.db,
  );
  const housekeeping = new Housekeeping(database, pino({ level: 'silent' }));
  expect(await housekeeping.tidy()).toBe(2);
  const left = async (table: 'simulation' | 'lead_job') =>
    (await database.db.selectFrom(table).select('id').execute()).length;
  expect([await left('simulation'), await left('lead_job')]).toEqual([2, 1]);
  expect(await housekeeping.tidy()).toBe(0);
});
