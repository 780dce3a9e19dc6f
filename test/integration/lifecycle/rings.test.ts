import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { pino } from 'pino';
import type { Database } from '../../../src/database/database.js';
import { claimRings, markRung } from '../../../src/lifecycle/ring-queue.js';
import { Relay } from '../../../src/lifecycle/relay.js';
import { Sweeper } from '../../../src/lifecycle/sweeper.js';
import type { RungLead } from '../../../src/lifecycle/ringer.js';
import type { Ring } from '../../../workflows/contract.js';
import { Leads, MovableClock, openRecord } from './lead-fixture.js';

let database: Database;
let close: () => Promise<void>;
let leads: Leads<MovableClock>;

beforeAll(async () => {
  ({ database, close } = await openRecord());
});
afterAll(() => close());
beforeEach(async () => {
  leads = new Leads(database.db, new MovableClock());
  await sql`delete from ring`.execute(database.db);
});

/** Temporal's end of the bell. */
class Bell {
  readonly rings: { lead: string; n: number; names: string[] }[] = [];
  broken = false;
  ring = async ({ id }: RungLead, { n, names }: Ring): Promise<void> => {
    if (this.broken) throw new Error('nobody there');
    this.rings.push({ lead: id, n, names });
  };
}

const relay = (bell: Bell, bound = 500) =>
  new Relay(database.db, bell, pino({ level: 'silent' }), bound);

/** The moment after every lease, without waiting for it. */
const leasesEnd = () =>
  sql`update ring set leased_until = now() - interval '1 ms' where leased_until is not null`.execute(
    database.db,
  );

describe('a ring', () => {
  test('goes once however many events wait, and no second one before the turn has committed', async () => {
    const bell = new Bell();
    const lead = await leads.create('form_submitted', 'pricing_page_visited');
    await relay(bell).round();
    await leads.happens(lead, 'pricing_page_visited');
    await relay(bell).round();
    expect(bell.rings).toEqual([{ lead, n: 2, names: ['form_submitted', 'pricing_page_visited'] }]);
    await leads.advance(lead);
    await leads.happens(lead, 'pricing_page_visited');
    await relay(bell).round();
    expect(bell.rings.map(({ n }) => n)).toEqual([2, 4]);
  });

  test('that Temporal did not take is owed again', async () => {
    const bell = new Bell();
    const lead = await leads.create('form_submitted');
    bell.broken = true;
    await relay(bell).round();
    bell.broken = false;
    await relay(bell).round();
    expect(bell.rings).toEqual([]);
    await leasesEnd();
    await relay(bell).round();
    expect(bell.rings).toMatchObject([{ lead }]);
  });

  test('that a relay died with is owed again when its lease ends', async () => {
    const bell = new Bell();
    const lead = await leads.create('form_submitted');
    expect(await claimRings(database.db, 10, 500)).toMatchObject({ rings: [{ id: lead }] });
    await relay(bell).round();
    expect(bell.rings).toEqual([]);
    await leasesEnd();
    await relay(bell).round();
    expect(bell.rings).toMatchObject([{ lead }]);
  });

  test('is brought by one of many relays', async () => {
    const bell = new Bell();
    const ids = await Promise.all(
      Array.from({ length: 120 }, () => leads.create('form_submitted')),
    );
    const relays = Array.from({ length: 4 }, () => relay(bell));
    await Promise.all(relays.map((one) => one.round()));
    expect(bell.rings.map(({ lead }) => lead).toSorted()).toEqual(ids.toSorted());
  });

  test('that was answered before it was marked stays answered', async () => {
    const lead = await leads.create('form_submitted');
    const { rings } = await claimRings(database.db, 10, 500);
    await leads.advance(lead);
    await leads.happens(lead, 'pricing_page_visited');
    await markRung(database.db, rings);
    expect(await leads.ring(lead)).toMatchObject({ n: 2, signalled_at: null });
  });

  test('for an event that is committed while a turn commits is owed after that turn', async () => {
    const bell = new Bell();
    const lead = await leads.create('form_submitted');
    await relay(bell).round();
    // An intake has written its event and holds the ring's row; the turn cannot see the event, and meets the row.
    const [written, intake] = [new Gate(), new Gate()];
    const arrival = database.db.transaction().execute(async (trx) => {
      await leads.write(trx, lead, 'pricing_page_visited');
      written.open();
      await intake.passed;
    });
    await written.passed;
    const turn = leads.advance(lead);
    await waitsForLock();
    intake.open();
    await arrival;
    expect(await turn).toMatchObject({ consumed: '1', more: false });
    expect(await leads.ring(lead)).toMatchObject({ n: 2, signalled_at: null, leased_until: null });
    await relay(bell).round();
    expect(bell.rings.map(({ n }) => n)).toEqual([1, 2]);
  });
});

describe('a backlog', () => {
  /** Leads that were rung answer, some at a time. */
  const answer = async (count: number) => {
    const { rows } = await sql<{ lead_id: string }>`
      select lead_id from ring where signalled_at is not null order by signalled_at limit ${count}`.execute(
      database.db,
    );
    for (const { lead_id: lead } of rows) await leads.advance(lead);
  };

  test('stays in the record: no more leads are rung than the bound, and each once', async () => {
    const bell = new Bell();
    await Promise.all(Array.from({ length: 200 }, () => leads.create('form_submitted')));
    const bounded = relay(bell, 60);
    expect(await bounded.round()).toBe('more');
    expect(await bounded.round()).toBe('bound');
    expect(await bounded.round()).toBe('bound');
    expect(bell.rings).toHaveLength(60);
    while (bell.rings.length < 200) {
      await answer(25);
      await bounded.round();
      const { rows } = await sql`select from ring where signalled_at is not null`.execute(
        database.db,
      );
      expect(rows.length).toBeLessThanOrEqual(60);
    }
    expect(new Set(bell.rings.map(({ lead }) => lead)).size).toBe(200);
    await answer(60);
    expect(await bounded.round()).toBe('idle');
  });

  test('that takes long is no find of the sweeper, and no alert', async () => {
    const bell = new Bell();
    await Promise.all(Array.from({ length: 100 }, () => leads.create('form_submitted')));
    // The events wait for minutes; the workers answer the few that are rung within seconds.
    await sql`update ring set asked_at = now() - interval '10 minutes'`.execute(database.db);
    const bounded = relay(bell, 10);
    await bounded.round();
    const log = pino({ level: 'silent' });
    const sweeper = new Sweeper(database.db, bell, leads.clock, log);
    expect((await sweeper.round()).filter(({ kind }) => kind === 'unread input')).toEqual([]);
    expect(await database.db.selectFrom('alert').selectAll().execute()).toEqual([]);
  });

  test('is not held up by parked leads, nor by rings that are lost', async () => {
    const bell = new Bell();
    const bounded = relay(bell, 2);
    const [parked, lost] = [
      await leads.create('form_submitted'),
      await leads.create('form_submitted'),
    ];
    await bounded.round();
    const fresh = await leads.create('form_submitted');
    await bounded.round();
    expect(bell.rings).toHaveLength(2);
    await sql`update lead set parked_reason = 'a bug' where id = ${parked}`.execute(database.db);
    await sql`update ring set signalled_at = now() - interval '2 minutes' where lead_id = ${lost}`.execute(
      database.db,
    );
    await bounded.round();
    expect(bell.rings.at(-1)).toMatchObject({ lead: fresh });
  });
});

class Gate {
  open = (): void => {};
  readonly passed = new Promise<void>((resolve) => {
    this.open = resolve;
  });
}

/** Until some transaction of this database waits for another's lock. */
async function waitsForLock(): Promise<void> {
  for (;;) {
    const { rows } = await sql`select 1 from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(database.db);
    if (rows.length > 0) return;
  }
}
