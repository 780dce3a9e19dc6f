import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Client } from '@temporalio/client';
import { sql } from 'kysely';
import { pino } from 'pino';
import type { Database } from '../../../src/database/database.js';
import { JobStarter } from '../../../src/jobs/job-starter.js';
import { askToMove } from '../../../src/playbooks/move-inside.js';
import { openRecord } from '../lifecycle/lead-fixture.js';

let database: Database;
let close: () => Promise<void>;
let starter: JobStarter;
beforeAll(async () => {
  ({ database, close } = await openRecord());
  // Temporal starts whatever it is told to.
  const client = {
    withDeadline: (_until: number, does: () => Promise<void>) => does(),
    workflow: { start: async () => undefined },
  };
  starter = new JobStarter(
    database.db,
    client as unknown as Client,
    false,
    pino({ level: 'silent' }),
  );
});
afterAll(() => close());
beforeEach(async () => {
  await database.db.deleteFrom('lead_job').execute();
});

/** Opens a transaction that has a number, as a turn has, and ends it with `over`. */
async function turn(): Promise<{ over: () => Promise<void> }> {
  const trx = await database.db.startTransaction().execute();
  await sql`select pg_current_xact_id()`.execute(trx);
  return { over: () => trx.commit().execute() };
}

const move = {
  playbook: 'p',
  to: 2,
  inside: { default: 'migrate', journeys: {} },
  by: 'x',
} as const;
const pass = (time: string) =>
  sql`update lead_job set asked_at = asked_at - ${time}::interval, seen_at = seen_at - ${time}::interval`.execute(
    database.db,
  );

describe('the job that tells leads of a publication', () => {
  test('begins when every turn is over that read the version before, also one that began after the asking', async () => {
    const publication = await database.db.startTransaction().execute();
    const job = await askToMove(publication, move);
    const late = await turn();
    await publication.commit().execute();
    expect(await starter.round()).toEqual([]);
    await pass('6 seconds');
    // It waited for its row all the while, and has a number only now.
    const last = await turn();
    expect(await starter.round()).toEqual([]);
    await late.over();
    expect(await starter.round()).toEqual([]);
    await last.over();
    expect(await starter.round()).toEqual([job?.id]);
  });

  test('does not count the time that its publication took', async () => {
    const publication = await database.db.startTransaction().execute();
    await askToMove(publication, move);
    await sql`update lead_job set asked_at = now() - interval '6 seconds'`.execute(publication);
    await publication.commit().execute();
    expect(await starter.round()).toEqual([]);
  });

  test('waits no longer than a minute, whatever the numbers of transactions say', async () => {
    const { id = '' } =
      (await database.db.transaction().execute((trx) => askToMove(trx, move))) ?? {};
    const stuck = await turn();
    expect(await starter.round()).toEqual([]);
    await pass('61 seconds');
    expect(await starter.round()).toEqual([id]);
    await stuck.over();
  });
});
