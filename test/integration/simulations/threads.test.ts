import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';

import { canonical } from '../../../engine/playbook/hash.js';
import type { Settings } from '../../../src/config/settings.js';
import { SETTINGS } from '../../../src/config/tokens.js';
import { Sealer } from '../../../src/crypto/sealer.js';
import { SimulationRunner } from '../../../src/simulations/simulation-runner.js';
import { Threads, type ThreadStart } from '../../../src/threads/threads.js';
import { restlessDocument } from '../../support/playbook/restless.js';
import { small } from '../../support/playbook/small.js';
import { fromSource } from '../../support/threads.js';
import { until } from '../../support/until.js';
import { ADMIN_KEY, runningApi, type Answer, type RunningApi } from '../ingest/running-api.js';
import { BEGINNING, fill, spoil } from './filled-record.js';

const DAY = 86_400_000;
const restless = { name: 'restless', version: 1 };
const calm = { yaml: small() };

let api: RunningApi;
let quiet: string[] = [];
let woken: string[] = [];
let spoilt: string;

const ask = (method: string, path: string, body?: unknown): Promise<Answer> =>
  api.request(path, {
    method,
    headers: {
      authorization: `Bearer ${ADMIN_KEY}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

const simulation = async (id: string): Promise<Answer['body']> =>
  (await ask('GET', `/v1/simulations/${id}`)).body;

async function begun(body: object): Promise<string> {
  const { body: answer } = await ask('POST', '/v1/simulations', body);
  return answer.id as string;
}

/** Its end, whichever; of one that was cancelled, when its result is there. */
async function ended(id: string): Promise<Answer['body']> {
  let found: Answer['body'];
  await until(async () => {
    found = await simulation(id);
    return found.endedAt !== null && (found.status !== 'cancelled' || found.result !== null);
  });
  return found;
}

beforeAll(async () => {
  api = await runningApi();
  await sql`
    insert into playbook_version (name, version, hash, document, published_by)
    values ('restless', 1, 'h', ${canonical(restlessDocument())}::jsonb, 'test')`.execute(api.db);
  const sealer = api.get(Sealer);
  quiet = await fill(api.db, sealer, { leads: 3, inputs: 2, event: 'paid' });
  woken = await fill(api.db, sealer, { leads: 2, inputs: 1 });
  [spoilt = ''] = await fill(api.db, sealer, { leads: 1, inputs: 1 });
  await spoil(api.db, spoilt);
});
afterAll(() => api.stop());

describe('a simulation whose lives do not end', () => {
  it('holds nothing up, leaves those leads out, and lives the others', async () => {
    const delay = monitorEventLoopDelay({ resolution: 10 });
    delay.enable();
    const id = await begun({ playbook: restless, history: { leads: [...quiet, ...woken] } });
    const { result, status, progress } = await ended(id);
    delay.disable();
    expect({ status, progress }).toEqual({
      status: 'done',
      progress: { leads: 5, of: 5, events: 6 },
    });
    expect(result).toMatchObject({ leads: 5, refused: { 'too-long': 2 }, draft: { leads: 3 } });
    // In its own time such a life takes more than a second.
    expect(delay.max / 1e6).toBeLessThan(500);
  });

  it('is cancelled in the middle of a life, and keeps what it came to before', async () => {
    const many = await fill(api.db, api.get(Sealer), { leads: 12, inputs: 1 });
    const id = await begun({ playbook: restless, history: { leads: [...quiet, ...many] } });
    await until(async () => (await simulation(id)).progress.leads >= 3);
    await ask('DELETE', `/v1/simulations/${id}`);
    const { status, result } = await ended(id);
    expect(status).toBe('cancelled');
    expect(result).toMatchObject({ complete: false, draft: { leads: 3 } });
  });

  it('of one lead is refused, as is one of which something cannot be read', async () => {
    const long = await ask('POST', '/v1/simulations', { playbook: restless, leadId: woken[0] });
    expect([long.status, long.body.code]).toEqual([422, 'too-long']);
    const broken = await ask('POST', '/v1/simulations', { playbook: calm, leadId: spoilt });
    expect([broken.status, broken.body.code]).toEqual([422, 'broken']);
    const early = { until: new Date(BEGINNING - DAY).toISOString() };
    const unborn = { playbook: calm, leadId: quiet[0], history: early };
    expect((await ask('POST', '/v1/simulations', unborn)).status).toBe(404);
  });

  it('is not lived far beyond now', async () => {
    const at = (days: number) => new Date(Date.now() + days * DAY).toISOString();
    const far = await ask('POST', '/v1/simulations', {
      playbook: calm,
      history: { until: at(401) },
    });
    expect([far.status, far.body.errors[0].pointer]).toEqual([422, '/history/until']);
    const near = { playbook: calm, leadId: quiet[0], history: { until: at(399) } };
    expect((await ask('POST', '/v1/simulations', near)).status).toBe(200);
  });
});

describe('a simulation over a record with faults', () => {
  it('leaves out a lead that cannot be read, and tells how many', async () => {
    const id = await begun({ playbook: calm, history: { leads: [quiet[0], spoilt] } });
    expect(await ended(id)).toMatchObject({
      status: 'done',
      result: { leads: 2, refused: { broken: 1 }, draft: { leads: 1 } },
    });
  });

  it('goes on where its progress cannot be written for a while', async () => {
    await sql`create sequence words`.execute(api.db);
    await sql`
      create function fail_twice() returns trigger language plpgsql as $$
      begin if nextval('words') <= 2 then raise exception 'no room'; end if; return new; end $$`.execute(
      api.db,
    );
    await sql`
      create trigger fail_twice before update on simulation for each row
      when (old.status = 'running' and new.status = 'running') execute function fail_twice()`.execute(
      api.db,
    );
    const id = await begun({ playbook: restless, history: { leads: woken } });
    expect(await ended(id)).toMatchObject({ status: 'done', result: { leads: 2 } });
    const { rows } = await sql<{ told: number }>`select last_value as told from words`.execute(
      api.db,
    );
    expect(rows[0]?.told).toBeGreaterThanOrEqual(2);
    await sql`drop trigger fail_twice on simulation`.execute(api.db);
  });
});

describe('the thread of a simulation', () => {
  const threadsBy = (start: ThreadStart): Threads => {
    const { database, masterKey } = api.app.get<Settings>(SETTINGS);
    return new Threads({ databaseUrl: database.url, masterKey }, start);
  };

  const other = (start: ThreadStart): SimulationRunner =>
    new SimulationRunner({ db: api.db, threads: threadsBy(start), log: silent });

  it('ends with its process, and tells what it has come to', async () => {
    const threads = threadsBy(fromSource);
    const range = { until: Date.now(), leads: [...quiet, ...woken] };
    const running = threads.run('simulate', { draft: restless, range });
    expect(await threads.run('simulate', { draft: restless, range })).toEqual({ end: 'busy' });
    threads.end();
    const stopped = await running;
    expect(stopped).toMatchObject({ end: 'done', answer: { complete: false, leads: 1 } });
  });

  const runBy = async (
    runner: SimulationRunner,
    body: object,
    meanwhile?: (id: string) => Promise<void>,
  ): Promise<Answer['body']> => {
    await api.get(SimulationRunner).onModuleDestroy();
    const id = await begun(body);
    runner.onApplicationBootstrap();
    await meanwhile?.(id);
    const found = await ended(id);
    await runner.onModuleDestroy();
    return found;
  };

  it('takes nothing but itself along when its memory is full', async () => {
    const properties = { about: 'x'.repeat(1_500) };
    const [heavy] = await fill(api.db, api.get(Sealer), { leads: 1, inputs: 19_000, properties });
    const found = await runBy(other({ ...fromSource, heapMb: 36 }), {
      playbook: calm,
      history: { leads: [quiet[0], heavy] },
    });
    expect(found).toMatchObject({
      status: 'failed',
      reason: 'it needed more memory than a simulation may have: ask for fewer leads',
    });
    expect((await ask('GET', '/healthz')).status).toBe(200);
  });

  it('keeps what it came to where it fails in the end', async () => {
    const sealer = api.get(Sealer);
    const leads = [
      ...(await fill(api.db, sealer, { leads: 12, inputs: 2, event: 'paid' })),
      ...(await fill(api.db, sealer, { leads: 8, inputs: 1 })),
      ...(await fill(api.db, sealer, { leads: 9, inputs: 2, event: 'paid' })),
    ];
    const body = { playbook: restless, history: { leads } };
    const found = await runBy(other(fromSource), body, async (id) => {
      await until(async () => (await simulation(id)).progress.leads > 12);
      await sql`alter table decision rename to decision_gone`.execute(api.db);
    });
    await sql`alter table decision_gone rename to decision`.execute(api.db);
    expect(found).toMatchObject({
      status: 'failed',
      reason: 'it failed; the log of the API says why',
      result: { complete: false, leads: 20, refused: { 'too-long': 8 }, draft: { leads: 12 } },
    });
  });
});

const silent = { warn: () => undefined, error: () => undefined } as never;
