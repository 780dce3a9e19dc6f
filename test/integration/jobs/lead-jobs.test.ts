import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { sql } from 'kysely';
import { pino } from 'pino';
import type { Database } from '../../../src/database/database.js';
import { Inbox } from '../../../src/ingest/inbox.js';
import { Sealer } from '../../../src/crypto/sealer.js';
import { appendPage, type PageParts } from '../../../src/jobs/append-page.js';
import { JobRunner } from '../../../src/jobs/job-runner.js';
import type { Selection } from '../../../src/jobs/lead-job.js';
import { askLeadJob, cancelLeadJob, findLeadJob } from '../../../src/jobs/lead-jobs.js';
import { playbook } from '../lifecycle/welcome-playbook.js';
import { Leads, MovableClock, openRecord } from '../lifecycle/lead-fixture.js';

let database: Database;
let close: () => Promise<void>;
let leads: Leads<MovableClock>;
let parts: PageParts;

beforeAll(async () => {
  ({ database, close } = await openRecord());
});
afterAll(() => close());
beforeEach(async () => {
  await sql`truncate lead, lead_counter, inbox, ring, lead_job, alert, decision cascade`.execute(
    database.db,
  );
  leads = new Leads(database.db, new MovableClock());
  const inbox = new Inbox(new Sealer(Buffer.alloc(32, 1)), leads.clock);
  parts = { db: database.db, inbox, clock: leads.clock, rings: 10_000, preview: async () => ({}) };
});

const ofPlaybook: Selection = { of: 'playbook', playbook: playbook.name };
const ask = async (selection: Selection = ofPlaybook) => {
  const control = { do: 'exit', journey: 'none' } as const;
  const order = { kind: 'test', subject: playbook.name, selection, control, by: 'tester' };
  return (await askLeadJob(database.db, order)).id;
};
const alive = { beat: () => undefined, stopped: false };
const run = (job: string, using = parts) =>
  new JobRunner(using, pino({ level: 'silent' })).append(job, alive);

const many = (count: number) =>
  Promise.all(Array.from({ length: count }, () => leads.create('form_submitted')));

/** How often each lead has the job's input. */
async function given(job: string): Promise<Map<string, number>> {
  const { rows } = await sql<{ id: string; times: number }>`
    select lead_id as id, count(*) as times from inbox where message_id = ${`job:${job}`} group by lead_id`.execute(
    database.db,
  );
  return new Map(rows.map(({ id, times }) => [id, times]));
}

const answerAll = () => sql`delete from ring`.execute(database.db);
const alerts = () =>
  database.db.selectFrom('alert').selectAll().where('resolved_at', 'is', null).execute();

describe('a job over many leads', () => {
  test('gives each lead of a playbook its input once, and no other lead', async () => {
    const ours = await many(230);
    const [other, merged] = (await many(2)) as [string, string];
    await sql`update lead set playbook = 'another' where id = ${other}`.execute(database.db);
    await sql`update lead set status = 'merged' where id = ${merged}`.execute(database.db);
    const job = await ask();
    expect(await run(job)).toEqual({ more: false });
    expect(await given(job)).toEqual(new Map(ours.map((id) => [id, 1])));
    expect(await findLeadJob(database.db, job)).toMatchObject({
      status: 'done',
      appended: 230,
      scanned: 232,
      askedBy: 'tester',
    });
  });

  test('that two workers run at once gives each lead its input once', async () => {
    const ours = await many(320);
    const job = await ask();
    await Promise.all([run(job), run(job), run(job)]);
    expect(await given(job)).toEqual(new Map(ours.map((id) => [id, 1])));
  });

  test('goes on where another worker stopped, and is of no effect once it has ended', async () => {
    const ours = await many(250);
    const job = await ask();
    expect(await appendPage(parts, job)).toBe('moved');
    expect(await findLeadJob(database.db, job)).toMatchObject({ status: 'running', appended: 100 });
    await run(job);
    await run(job);
    expect(await given(job)).toEqual(new Map(ours.map((id) => [id, 1])));
  });

  test('takes up only leads that stand in the journeys it is about', async () => {
    const [inside, outside] = [
      await leads.create('form_submitted'),
      await leads.create('pricing_page_visited'),
    ];
    for (const lead of [inside, outside]) await leads.advance(lead);
    const { state } = await leads.row(inside);
    const [journey] = state!.enrolments.map((enrolment) => enrolment.journey);
    const selection = { of: 'journeys' as const, playbook: playbook.name, journeys: [journey!] };
    const job = await ask(selection);
    await run(job);
    expect([...(await given(job)).keys()]).toEqual([inside]);
    const others = await ask({ of: 'journeys', playbook: playbook.name, except: [journey!] });
    await run(others);
    expect((await given(others)).size).toBe(0);
    const all = await ask({ of: 'journeys', playbook: playbook.name });
    await run(all);
    expect([...(await given(all)).keys()]).toEqual([inside]);
    const none = await ask({ ...selection, below: 1 });
    await run(none);
    expect(await findLeadJob(database.db, none)).toMatchObject({ status: 'done', appended: 0 });
  });

  test('adds no ring above its bound, and goes on when leads have answered', async () => {
    await many(60);
    await answerAll();
    const job = await ask();
    const slow = { ...parts, rings: 25 };
    expect(await appendPage(slow, job)).toBe('moved');
    expect(await appendPage(slow, job)).toBe('waits');
    expect((await given(job)).size).toBe(25);
    await sql`delete from ring where lead_id in (select lead_id from ring limit 5)`.execute(
      database.db,
    );
    expect(await appendPage(slow, job)).toBe('moved');
    expect((await given(job)).size).toBe(30);
  });

  test('that leads do not let go on for ten minutes is put before a person, until it goes on or is stopped', async () => {
    await many(3);
    const full = { ...parts, rings: 3 };
    const job = await ask();
    const aged = () =>
      sql`update lead_job set moved_at = now() - interval '11 minutes' where id = ${job}`.execute(
        database.db,
      );
    expect(await appendPage(full, job)).toBe('waits');
    expect(await alerts()).toEqual([]);
    await aged();
    // Each attempt begins afresh, and says it once.
    expect(await appendPage(full, job)).toBe('waits');
    expect(await appendPage(full, job)).toBe('waits');
    expect(await alerts()).toMatchObject([{ kind: 'job-waits', subject: job }]);
    await answerAll();
    expect(await appendPage(full, job)).toBe('moved');
    expect(await alerts()).toEqual([]);
    await aged();
    expect(await appendPage(full, job)).toBe('waits');
    expect(await alerts()).toHaveLength(1);
    await cancelLeadJob(database.db, job, 'somebody');
    expect(await alerts()).toEqual([]);
  });

  test('is not held up by leads that are parked', async () => {
    await many(10);
    await sql`update lead set parked_reason = 'a bug'`.execute(database.db);
    await leads.create('form_submitted');
    const job = await ask();
    await run(job, { ...parts, rings: 12 });
    expect((await given(job)).size).toBe(11);
  });

  test('that is cancelled gives nothing more', async () => {
    await many(150);
    const job = await ask();
    await appendPage(parts, job);
    await cancelLeadJob(database.db, job, 'somebody');
    expect(await run(job)).toEqual({ more: false });
    expect((await given(job)).size).toBe(100);
    expect(await findLeadJob(database.db, job)).toMatchObject({
      status: 'cancelled',
      reason: 'cancelled by somebody',
    });
  });

  test('that cannot go on says so, with what to do', async () => {
    const lead = await leads.create('form_submitted');
    await sql`delete from lead_counter where lead_id = ${lead}`.execute(database.db);
    const job = await ask();
    expect(await run(job)).toEqual({ more: false });
    expect(await findLeadJob(database.db, job)).toMatchObject({ status: 'failed' });
    expect(await alerts()).toMatchObject([{ kind: 'job-failed', subject: job }]);
  });

  test('ends its attempt when its worker is told to stop', async () => {
    await many(5);
    const job = await ask();
    const runner = new JobRunner(parts, pino({ level: 'silent' }));
    runner.onModuleDestroy();
    expect(await runner.append(job, alive)).toEqual({ more: true });
    expect((await given(job)).size).toBe(0);
  });

  test('is asked for once while it is open', async () => {
    const job = await ask();
    expect(await ask()).toBe(job);
    await run(job);
    expect(await ask()).not.toBe(job);
  });
});

describe('a preview', () => {
  const askPreview = async () => {
    const control = { do: 'recompute' } as const;
    const what = { kind: 'test', subject: 'x', selection: ofPlaybook, control, by: 'tester' };
    return (await askLeadJob(database.db, { ...what, preview: true })).id;
  };
  const counting = (then: () => Promise<void> | void): PageParts => ({
    ...parts,
    preview: async (_trx, _control, _lead, soFar) => {
      await then();
      return { looked: Number(soFar?.['looked'] ?? 0) + 1 };
    },
  });

  test('looks at each lead once, and writes nothing but what it found', async () => {
    await many(45);
    await answerAll();
    const job = await askPreview();
    await run(
      job,
      counting(() => undefined),
    );
    expect(await findLeadJob(database.db, job)).toMatchObject({
      status: 'done',
      scanned: 45,
      appended: 0,
      result: { looked: 45 },
    });
  });

  test('of two workers that run it at once counts each lead once', async () => {
    await many(45);
    const job = await askPreview();
    const both = counting(() => undefined);
    await Promise.all([run(job, both), run(job, both)]);
    expect((await findLeadJob(database.db, job))?.result).toEqual({ looked: 45 });
  });

  test('ends a page after a second, having said all the while that it lives', async () => {
    await many(10);
    const job = await askPreview();
    let at = 0;
    let beats = 0;
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => at);
    const slow = counting(() => {
      at += 400;
    });
    expect(await appendPage(slow, job, () => (beats += 1))).toBe('moved');
    clock.mockRestore();
    expect(beats).toBe(3);
    expect(await findLeadJob(database.db, job)).toMatchObject({
      scanned: 3,
      result: { looked: 3 },
    });
    await run(
      job,
      counting(() => undefined),
    );
    expect(await findLeadJob(database.db, job)).toMatchObject({
      scanned: 10,
      result: { looked: 10 },
    });
  });

  test('lets a cancel in while it looks, and throws away what it finds after it', async () => {
    await many(3);
    const job = await askPreview();
    const cancels = counting(() => cancelLeadJob(database.db, job, 'somebody'));
    expect(await appendPage(cancels, job)).toBe('ended');
    expect(await findLeadJob(database.db, job)).toMatchObject({
      status: 'cancelled',
      result: null,
    });
  });
});
