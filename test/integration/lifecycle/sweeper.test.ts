import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { pino } from 'pino';
import type { Database } from '../../../src/database/database.js';
import type { RungLead } from '../../../src/lifecycle/ringer.js';
import { Sweeper } from '../../../src/lifecycle/sweeper.js';
import type { Ring } from '../../../workflows/contract.js';
import { DAY, Leads, MovableClock, openRecord } from './lead-fixture.js';

let database: Database;
let close: () => Promise<void>;
let leads: Leads<MovableClock>;
let rung: { lead: string; names: string[] }[];
let sweeper: Sweeper;

beforeAll(async () => {
  ({ database, close } = await openRecord());
});
afterAll(() => close());
beforeEach(async () => {
  leads = new Leads(database.db, new MovableClock());
  await sql`truncate lead, ring, command, alert cascade`.execute(database.db);
  rung = [];
  const ring = async ({ id }: RungLead, { names }: Ring) => {
    rung.push({ lead: id, names });
  };
  sweeper = new Sweeper(database.db, { ring }, leads.clock, pino({ level: 'silent' }));
});

/** Minutes pass for what runs on real time: leases, marks, attempts. */
const realMinutes = async (minutes: number) => {
  await sql`update ring set signalled_at = signalled_at - make_interval(mins => ${minutes})`.execute(
    database.db,
  );
  await sql`update command set next_attempt_at = next_attempt_at - make_interval(mins => ${minutes}),
    leased_until = leased_until - make_interval(mins => ${minutes})`.execute(database.db);
};
const rang = (leadId: string) =>
  sql`update ring set signalled_at = now() where lead_id = ${leadId}`.execute(database.db);

describe('the sweeper', () => {
  test('finds nothing where everything goes its way', async () => {
    const lead = await leads.create('form_submitted');
    await rang(lead);
    const { commands } = await leads.advance(lead);
    await leads.happens(lead, 'pricing_page_visited');
    await rang(lead);
    expect(await sweeper.round()).toEqual([]);
    await leads.done(commands[0]!.id);
    await leads.advance(lead, 1);
    await realMinutes(5);
    expect(await sweeper.round()).toEqual([]);
  });

  test('rings a lead whose ringing input nobody has consumed for a minute', async () => {
    const lead = await leads.create('form_submitted');
    await rang(lead);
    await realMinutes(2);
    expect(await sweeper.round()).toMatchObject([{ id: lead, kind: 'unread input' }]);
    expect(rung).toEqual([{ lead, names: ['sweeper: unread input'] }]);
  });

  test('rings a lead whose wake-up has passed a minute ago', async () => {
    const lead = await leads.create('form_submitted');
    const { commands } = await leads.advance(lead);
    await leads.done(commands[0]!.id);
    leads.clock.pass(3 * DAY + 59_000);
    expect(await sweeper.round()).toEqual([]);
    leads.clock.pass(2_000);
    expect(await sweeper.round()).toMatchObject([{ id: lead, kind: 'overdue wake-up' }]);
  });

  test('rings a lead with an open command that nobody holds, and leaves one alone that is held', async () => {
    const lead = await leads.create('form_submitted');
    const { commands } = await leads.advance(lead);
    await realMinutes(2);
    await sql`update command set leased_until = now() + interval '10 s'`.execute(database.db);
    expect(await sweeper.round()).toEqual([]);
    await realMinutes(1);
    expect(await sweeper.round()).toMatchObject([{ id: lead, kind: 'open command' }]);
    await leads.done(commands[0]!.id);
    expect(await sweeper.round()).toEqual([]);
  });

  test('rings a lead that may rest, once', async () => {
    const lead = await leads.create('pricing_page_visited');
    await leads.advance(lead);
    leads.clock.pass(31 * DAY);
    expect(await sweeper.round()).toMatchObject([{ id: lead, kind: 'ready to rest' }]);
    await leads.advance(lead, 1);
    expect(await sweeper.round()).toEqual([]);
    expect(await database.db.selectFrom('alert').selectAll().execute()).toEqual([]);
  });

  test('rings a lead that lives on in another until its run has ended', async () => {
    const [winner, loser] = [await leads.create('pricing_page_visited'), await leads.create()];
    await leads.arrive(winner, { kind: 'merge', loserId: loser });
    await leads.advance(winner);
    await rang(loser);
    await realMinutes(5);
    expect(await sweeper.round()).toMatchObject([{ id: loser, kind: 'unread input' }]);
    expect(await leads.advance(loser)).toMatchObject({ closed: true });
    expect(await sweeper.round()).toEqual([]);
  });

  test('leaves parked leads to a person', async () => {
    const lead = await leads.create('poison');
    await rang(lead);
    await leads.advance(lead);
    await realMinutes(5);
    leads.clock.pass(31 * DAY);
    expect(await sweeper.round()).toEqual([]);
  });

  test('rings a lead that stays as it is ever more rarely', async () => {
    await leads.create('form_submitted').then(rang);
    await realMinutes(2);
    const sweeps = [];
    for (let sweep = 0; sweep < 16; sweep++) sweeps.push((await sweeper.round()).length);
    expect(sweeps).toEqual([1, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1]);
  });

  test('puts what it found before a person, once', async () => {
    await leads.create('form_submitted').then(rang);
    await realMinutes(2);
    await sweeper.round();
    await sweeper.round();
    expect(await database.db.selectFrom('alert').selectAll().execute()).toMatchObject([
      { kind: 'sweeper-find', subject: 'unread input', resolved_at: null },
    ]);
  });
});
