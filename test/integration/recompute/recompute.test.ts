import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { pino } from 'pino';
import { decide } from '../../../engine/decide.js';
import type { Database } from '../../../src/database/database.js';
import { Inbox } from '../../../src/ingest/inbox.js';
import { Sealer } from '../../../src/crypto/sealer.js';
import { recordedTurns } from '../../../src/cli/replay/recorded-turns.js';
import { replayTurn } from '../../../src/cli/replay/turn.js';
import { newLead } from '../../../engine/new-lead.js';
import { appendPage, type PageParts } from '../../../src/jobs/append-page.js';
import { JobRunner } from '../../../src/jobs/job-runner.js';
import { findLeadJob } from '../../../src/jobs/lead-jobs.js';
import type { PlaybookLibrary } from '../../../src/playbooks/library.js';
import { RecomputePreview } from '../../../src/recompute/preview.js';
import { Recomputes } from '../../../src/recompute/recomputes.js';
import { Leads, MovableClock, openRecord } from '../lifecycle/lead-fixture.js';
import { Published } from './versions.js';

const sealer = new Sealer(Buffer.alloc(32, 1));
let database: Database;
let close: () => Promise<void>;
let leads: Leads<MovableClock>;
let published: Published;
let parts: PageParts;
let recomputes: Recomputes;

beforeAll(async () => {
  ({ database, close } = await openRecord());
});
afterAll(() => close());
beforeEach(async () => {
  await sql`truncate lead, lead_counter, inbox, ring, lead_job, alert, decision, command, score_entry cascade`.execute(
    database.db,
  );
  published = new Published();
  leads = new Leads(database.db, new MovableClock(), published);
  const { db } = database;
  const { clock } = leads;
  const inbox = new Inbox(sealer, clock);
  const { look } = new RecomputePreview({ inbox, playbooks: published, clock, engine: { decide } });
  parts = { db, inbox, clock, rings: 50, preview: look };
  const library = { find: () => published.latest() };
  recomputes = new Recomputes(db, library as unknown as PlaybookLibrary);
});

const visits = (count: number) => Array.from({ length: count }, () => 'visit');
/** A lead that has visited so often, decided. */
async function lead(times: number): Promise<string> {
  const id = await leads.create('form_submitted', ...visits(times));
  await leads.advance(id);
  return id;
}
const answer = async () => {
  const { rows } = await sql<{ lead_id: string }>`select lead_id from ring`.execute(database.db);
  await Promise.all(rows.map(({ lead_id: id }) => leads.advance(id)));
  return rows.length;
};
/** Works on a job as its worker does, with leads that answer in between. Answers the most rings that were unanswered. */
async function finish(job: string, pages = Infinity): Promise<number> {
  let most = 0;
  for (let page = 0; page < pages; page++) {
    const result = await appendPage(parts, job);
    most = Math.max(most, await rings());
    if (result === 'ended') break;
    if (result === 'waits') await answer();
  }
  return most;
}
const rings = async () => {
  const { rows } = await sql<{ count: number }>`select count(*) as count from ring`.execute(
    database.db,
  );
  return rows[0]?.count ?? 0;
};
const ask = async (dryRun = false) =>
  (await recomputes.ask({ playbook: 'scored', dryRun, by: 'tester' })).id;
const commands = async () => {
  const { rows } = await sql<{ kind: string; count: number }>`
    select kind, count(*) as count from command group by kind order by kind`.execute(database.db);
  return Object.fromEntries(rows.map(({ kind, count }) => [kind, count]));
};
const ledger = async (id: string) => {
  const { rows } = await sql<{ points: number; cause: string; playbook_version: number }>`
    select points, cause, playbook_version from score_entry where lead_id = ${id} order by revision, index`.execute(
    database.db,
  );
  return rows;
};

describe('a recompute of one lead', () => {
  test('comes to the score of its whole history, which the ledger says, and does nothing the second time', async () => {
    const id = await lead(3);
    published.publish(2);
    await leads.arrive(id, { kind: 'control', control: { do: 'recompute' } });
    await leads.advance(id, 1);
    expect(await leads.row(id)).toMatchObject({ score: 15, tier: 'B', playbook_version: 2 });
    expect((await ledger(id)).at(-1)).toEqual({
      points: 12,
      cause: 'recompute',
      playbook_version: 2,
    });
    await leads.arrive(id, { kind: 'control', control: { do: 'recompute' } });
    await leads.advance(id, 2);
    expect(await ledger(id)).toHaveLength(4);
    expect(await commands()).toEqual({});
  });

  test('goes by the version it was asked for, also where a worker has not heard of it', async () => {
    const id = await lead(3);
    await leads.arrive(id, { kind: 'control', control: { do: 'recompute', version: 2 } });
    await leads.advance(id, 1);
    expect(await leads.row(id)).toMatchObject({ score: 15, playbook_version: 2 });
  });

  test('counts what the leads merged into it have done', async () => {
    const [winner, loser] = [await lead(1), await lead(3)];
    await leads.arrive(winner, { kind: 'merge', loserId: loser });
    await leads.advance(winner, 1);
    await leads.happens(winner, 'visit');
    published.publish(2);
    await leads.arrive(winner, { kind: 'control', control: { do: 'recompute' } });
    await leads.advance(winner, 2);
    expect(await leads.row(winner)).toMatchObject({ score: 25, tier: 'A' });
  });

  test('tells what is decided together with it, a merge too', async () => {
    const [winner, loser] = [await lead(1), await lead(3)];
    published.publish(2);
    await leads.arrive(
      winner,
      { kind: 'merge', loserId: loser },
      { kind: 'event', name: 'visit', properties: {} },
      { kind: 'control', control: { do: 'recompute' } },
    );
    await leads.advance(winner, 1);
    expect(await leads.row(winner)).toMatchObject({ score: 25 });
  });

  test('changes nothing where the record does not hold all of the history', async () => {
    const id = await lead(3);
    await sql`delete from inbox where lead_id = ${id} and n = 2`.execute(database.db);
    published.publish(2);
    await leads.arrive(id, { kind: 'control', control: { do: 'recompute' } });
    await leads.advance(id, 1);
    expect(await leads.row(id)).toMatchObject({ score: 3 });
    const [, decision] = await leads.decisions(id);
    expect(decision?.trace).toContainEqual(
      expect.objectContaining({ note: 'recomputed', refused: 'incomplete' }),
    );
  });

  test('replays from the record as it was decided', async () => {
    const id = await lead(3);
    published.publish(2);
    await leads.arrive(id, { kind: 'control', control: { do: 'recompute' } });
    await leads.advance(id, 1);
    const versions = new Map([1, 2].map((number) => [number, number]));
    const playbooks = await Promise.all([...versions.keys()].map((n) => published.get('', n)));
    for await (const turn of recordedTurns(database.db, sealer, id)) {
      const { drift, failure } = replayTurn(turn, { decide, newLead }, (n) => playbooks[n - 1]);
      expect({ drift, failure }).toEqual({ drift: [], failure: undefined });
    }
  });
});

describe('a recompute of all leads', () => {
  test('previews what it then does, over every lead, and writes nothing but that', async () => {
    for (const times of [0, 1, 2, 3, 4, 5]) await lead(times);
    published.publish(2);
    const preview = await ask(true);
    await finish(preview);
    const expected = {
      leads: 6,
      tiers: { 'C -> B': 2, 'C -> A': 2 },
      newlyTop: 2,
      held: { 'score:10': 4, 'tier:A': 2 },
      refused: {},
    };
    expect(await findLeadJob(database.db, preview)).toMatchObject({
      status: 'done',
      appended: 0,
      result: expected,
    });
    expect(await rings()).toBe(0);
    const job = await ask();
    await finish(job);
    await answer();
    const { rows } =
      await sql`select tier, count(*) as count from lead group by tier order by tier`.execute(
        database.db,
      );
    expect(rows).toEqual([
      { tier: 'A', count: 2 },
      { tier: 'B', count: 2 },
      { tier: 'C', count: 2 },
    ]);
    expect((await recomputes.view(job)).held).toEqual(expected.held);
  });

  test('goes through 1,000 leads once each, within its bound of rings, whoever stops in between; no mail, no ticket; confirmed, exactly those', async () => {
    for (let at = 0; at < 1_000; at += 10)
      await Promise.all(Array.from({ length: 10 }, (_, place) => lead(place % 5)));
    published.publish(2);
    const job = await ask();
    // The worker stops after some pages; another resumes from the record.
    const before = await finish(job, 30);
    expect(await findLeadJob(database.db, job)).toMatchObject({ status: 'running' });
    const most = Math.max(before, await finish(job));
    await answer();
    expect(most).toBeLessThanOrEqual(50);
    const { rows } = await sql<{ times: number; leads: number }>`
      select times, count(*) as leads from (
        select lead_id, count(*) as times from inbox where message_id = ${`job:${job}`} group by lead_id
      ) each group by times`.execute(database.db);
    expect(rows).toEqual([{ times: 1, leads: 1_000 }]);
    expect(await commands()).toEqual({});
    const byScore =
      await sql`select score, count(*) as count from lead group by score order by score`.execute(
        database.db,
      );
    expect(byScore.rows).toEqual([0, 5, 10, 15, 20].map((score) => ({ score, count: 200 })));
    expect((await recomputes.view(job)).held).toEqual({ 'score:10': 600, 'tier:A': 200 });

    const word = await recomputes.say('confirm', job, undefined, 'tester');
    expect(await finish(word.id)).toBeLessThanOrEqual(50);
    await answer();
    // In tier A nobody gets the case mail: its guard is tested now.
    expect(await commands()).toEqual({ assign: 200, send: 400 });
    expect(await recomputes.view(job)).toMatchObject({ held: {} });
  }, 180_000);

  test('previews all other leads where the data of one breaks it', async () => {
    const ids = [await lead(1), await lead(2), await lead(4)];
    await sql`update lead set state = jsonb_set(state, '{enrolments}', '5') where id = ${ids[1]}`.execute(
      database.db,
    );
    published.publish(2);
    const preview = await ask(true);
    await finish(preview);
    expect(await findLeadJob(database.db, preview)).toMatchObject({
      status: 'done',
      result: { leads: 3, tiers: { 'C -> A': 1 }, refused: { broken: 1 } },
    });
  });

  test('may be dismissed, by trigger or as a whole', async () => {
    await lead(4);
    published.publish(2);
    const job = await ask();
    await finish(job);
    await answer();
    const some = await recomputes.say('dismiss', job, ['score:10'], 'tester');
    await finish(some.id);
    await answer();
    expect((await recomputes.view(job)).held).toEqual({ 'tier:A': 1 });
    const rest = await recomputes.say('dismiss', job, undefined, 'tester');
    await finish(rest.id);
    await answer();
    expect((await recomputes.view(job)).held).toEqual({});
    expect(await commands()).toEqual({});
  });

  test('is refused while the same is under way, for another version, and for a playbook nobody knows', async () => {
    const job = await ask();
    await expect(ask()).rejects.toThrow(job);
    await expect(
      recomputes.ask({ playbook: 'scored', version: 7, dryRun: false, by: 'tester' }),
    ).rejects.toThrow('Version 1 is the newest');
    await expect(recomputes.view(crypto.randomUUID())).rejects.toThrow('No recompute has this id');
  });

  test('runs under the runner of jobs', async () => {
    await lead(2);
    const job = await ask(true);
    const runner = new JobRunner(parts, pino({ level: 'silent' }));
    const pulse = { beat: () => undefined, stopped: false };
    expect(await runner.append(job, pulse)).toEqual({ more: false });
    expect((await findLeadJob(database.db, job))?.result).toMatchObject({ leads: 1 });
  });
});
