import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { Pool } from 'pg';

import type { LeadHistory, UntoldHistory } from '../../../engine/simulate/history.js';
import { Sealer } from '../../../src/crypto/sealer.js';
import { columnTypes } from '../../../src/database/column-types.js';
import type { Db } from '../../../src/database/database.js';
import { openDb } from '../../../src/database/open-db.js';
import { RecordHistories } from '../../../src/simulations/record-histories.js';
import { survey, type RecordRange } from '../../../src/simulations/record-range.js';
import { freshDatabase, type FreshDatabase } from '../../support/servers/fresh-database.js';
import { BEGINNING, fill, spoil } from './filled-record.js';

const DAY = 86_400_000;
const LEADS = 5_000;
/** Ms a statement may take here. */
const PATIENCE = 60;

let database: FreshDatabase;
let db: Db;
let hasty: Db;
let busy: string;
let endless: string;
let spoilt: string;
const sealer = new Sealer(randomBytes(32));

beforeAll(async () => {
  database = await freshDatabase();
  db = openDb({ url: database.url });
  const ids = await fill(db, sealer, { leads: LEADS, inputs: 2 });
  [spoilt = ''] = ids;
  await spoil(db, spoilt);
  const properties = { about: 'x'.repeat(1_400) };
  [busy = ''] = await fill(db, sealer, { leads: 1, inputs: 15_000, properties });
  [endless = ''] = await fill(db, sealer, { leads: 1, inputs: 20_001, properties });
  await fill(db, sealer, { leads: 300, inputs: 1, at: BEGINNING - 30 * DAY });
  await sql`analyze`.execute(db);
  const pool = new Pool({
    connectionString: database.url,
    types: columnTypes,
    statement_timeout: PATIENCE,
  });
  hasty = new Kysely({ dialect: new PostgresDialect({ pool }) });
});
afterAll(async () => {
  await Promise.all([db.destroy(), hasty.destroy()]);
  await database.drop();
});

async function read(range: RecordRange) {
  const { leads: atMost } = await survey(hasty, range);
  const broken: string[] = [];
  const parts = { db: hasty, sealer, onBroken: (lead: string) => void broken.push(lead) };
  const record = new RecordHistories(parts, range, atMost);
  const found = new Map<string, LeadHistory | UntoldHistory>();
  for await (const history of record.histories()) found.set(history.lead, history);
  return { atMost, found, broken, of: record.of };
}

describe('a record of thousands of leads', () => {
  it('is read in statements that each take a moment, with leads of thousands of inputs among them', async () => {
    const { found, of } = await read({ until: BEGINNING + 30 * DAY, playbook: 'small' });
    expect([found.size, of]).toEqual([LEADS + 302, LEADS + 302]);
    const all = found.get(busy);
    const times = all && 'inputs' in all ? Array.from(all.inputs, ({ at }) => at) : [];
    expect(times).toHaveLength(15_000);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it('leaves out a lead whose past is too long to hold, and one of which something cannot be opened', async () => {
    const { found, broken } = await read({ until: BEGINNING + 30 * DAY });
    expect(found.get(endless)).toEqual({ lead: endless, refused: 'too-long' });
    expect(found.get(spoilt)).toEqual({ lead: spoilt, refused: 'broken' });
    expect(broken).toEqual([spoilt]);
    const refused = [...found.values()].filter((history) => 'refused' in history);
    expect(refused).toHaveLength(2);
  });

  it('counts beforehand what may be meant, and is right about it on the way', async () => {
    const range = { since: BEGINNING - 60 * DAY, until: BEGINNING - DAY };
    const { atMost, found, of } = await read(range);
    expect(atMost).toBe(LEADS + 302);
    expect([found.size, of]).toEqual([300, 300]);
  });

  it('ends a past at the moment that was asked for', async () => {
    const { found } = await read({ until: BEGINNING + 60_000 * 700, leads: [endless] });
    const history = found.get(endless);
    expect(history && 'inputs' in history ? [...history.inputs].length : 0).toBe(701);
  });
});
