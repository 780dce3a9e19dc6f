import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';

import type { Note } from '../../../engine/trace.js';
import { live } from '../../../engine/simulate/live.js';
import { Sealer } from '../../../src/crypto/sealer.js';
import { PlaybookLibrary } from '../../../src/playbooks/library.js';
import { RecordHistories } from '../../../src/simulations/record-histories.js';
import { SimulationRunner } from '../../../src/simulations/simulation-runner.js';
import { claimSimulation } from '../../../src/simulations/simulation-store.js';
import { capture, li, wang } from '../ingest/people.js';
import { holidaysOf2026 } from '../../support/playbook/holidays.js';
import { ADMIN_KEY, runningApi, type Answer, type RunningApi } from '../ingest/running-api.js';
import { Decider } from '../insights/decider.js';

const yaml = readFileSync(
  new URL('../../../playbooks/lead-to-conversion.yaml', import.meta.url),
  'utf8',
);
const eager = yaml.replace(
  'event: pricing_page_visited, points: 3',
  'event: pricing_page_visited, points: 10',
);

const germany = {
  withHolidays: yaml.replace('include: [cn-2026', 'include: [de-2026, cn-2026'),
  files: { 'calendars/de-2026.yaml': holidaysOf2026 },
};

let api: RunningApi;
const ids: string[] = [];

const ask = (method: string, path: string, body?: unknown, language = 'en'): Promise<Answer> =>
  api.request(path, {
    method,
    headers: {
      authorization: `Bearer ${ADMIN_KEY}`,
      'accept-language': language,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

/** Its end, whichever. */
async function ended(id: string): Promise<Answer['body']> {
  for (;;) {
    const { body } = await ask('GET', `/v1/simulations/${id}`);
    if (body.endedAt !== null) return body;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

beforeAll(async () => {
  api = await runningApi();
  const decider = new Decider(api);
  for (const person of [wang, li]) {
    const { body } = await api.post('/v1/leads', capture(person));
    ids.push(body.leadId as string);
    await decider.settle();
  }
  await api.post('/v1/batch', {
    batch: [
      {
        type: 'identify',
        messageId: 'i-1',
        userId: 'u-1',
        traits: { email: wang.email },
      },
      { type: 'track', messageId: 't-1', userId: 'u-1', event: 'pricing_page_visited' },
    ],
  });
  await decider.settle();
});
afterAll(() => api.stop());

describe('the record, lived again', () => {
  it('under the playbook that was live is what happened, message for message and tier for tier', async () => {
    const draft = api.get(PlaybookLibrary).latest('lead-to-conversion');
    const range = { until: Date.now(), playbook: draft.name };
    const lived: string[] = [];
    const parts = { db: api.db, sealer: api.get(Sealer) };
    for await (const history of new RecordHistories(parts, range, 9).histories()) {
      if ('refused' in history) throw new Error(history.refused);
      const real = Array.from(history.real ?? []);
      const noted: Note[] = [];
      live(draft, history, range.until, { decided: ({ trace }) => noted.push(...trace) });
      expect(noted).toEqual(real.flatMap(({ trace }) => trace));
      lived.push(history.lead);
    }
    expect(lived).toEqual(ids.toSorted());
  });
});

describe('POST /v1/simulations', () => {
  it('runs a draft over the record in the background and answers with what differs', async () => {
    const asked = await ask('POST', '/v1/simulations', { playbook: { yaml: eager } });
    expect(asked.status).toBe(202);
    expect(asked.headers.get('location')).toBe(`/v1/simulations/${asked.body.id}`);
    const body = await ended(asked.body.id);
    expect(body).toMatchObject({
      status: 'done',
      progress: { leads: 2, of: 2 },
      result: { complete: true, against: 'record', draft: { leads: 2 }, other: { leads: 2 } },
    });
    expect(body.result.draft.handOvers.leads).toBe(1);
    expect(body.result.difference.handOvers).toMatchObject({ onlyDraft: 1, onlyOther: 0 });
  });

  it('holds it against another version where one is named', async () => {
    const { body: asked } = await ask('POST', '/v1/simulations', {
      playbook: { yaml: eager },
      baseline: { name: 'lead-to-conversion' },
      history: { leads: [ids[0]] },
    });
    expect(await ended(asked.id)).toMatchObject({
      result: { leads: 1, against: 'baseline', difference: { handOvers: { onlyDraft: 1 } } },
    });
  });

  it('answers for one lead at once, in words of the language asked for', async () => {
    const body = { playbook: { yaml: eager }, leadId: ids[0] };
    const english = await ask('POST', '/v1/simulations', body);
    expect(english.status).toBe(200);
    expect(english.body).toMatchObject({ lead: ids[0], tier: 'A', score: 20, leftOut: 0 });
    const texts = english.body.timeline.map(({ text }: { text: string }) => text).join('\n');
    expect(texts).toMatch(/hand-over/i);
    const chinese = await ask('POST', '/v1/simulations', body, 'zh-CN');
    expect(chinese.body.timeline[0].text).not.toBe(english.body.timeline[0].text);
  });

  it('refuses a draft with mistakes by line, a version nobody has, and a lead nobody knows', async () => {
    const broken = await ask('POST', '/v1/simulations', {
      playbook: { yaml: yaml.replace('event: webinar_attended', 'event: webinar_atended') },
    });
    expect(broken.status).toBe(422);
    expect(JSON.stringify(broken.body)).toContain('webinar_attended');
    const playbook = { name: 'lead-to-conversion', version: 99 };
    expect((await ask('POST', '/v1/simulations', { playbook })).status).toBe(404);
    const leadId = '00000000-0000-4000-8000-000000000000';
    const unknown = await ask('POST', '/v1/simulations', { playbook: { yaml }, leadId });
    expect(unknown.status).toBe(404);
    expect((await ask('POST', '/v1/simulations', { playbook: {} })).status).toBe(422);
  });

  it('takes a draft with its files, or with those of the version before: a list of holidays of its own', async () => {
    const { withHolidays, files } = germany;
    const body = { playbook: { yaml: withHolidays, files }, leadId: ids[0] };
    expect((await ask('POST', '/v1/simulations', body)).status).toBe(200);
    const alone = await ask('POST', '/v1/simulations', {
      ...body,
      playbook: { yaml: withHolidays },
    });
    expect([alone.status, alone.body.code]).toEqual([422, 'unknown-holidays']);
    const publish = '/v1/playbooks/lead-to-conversion/publish';
    expect((await ask('POST', publish, { yaml: withHolidays, files })).status).toBe(200);
    const before = { ...body, playbook: { yaml: `${withHolidays}\n# changed` } };
    expect((await ask('POST', '/v1/simulations', before)).status).toBe(200);
  });

  it('lives two leads at a time for those who wait, and asks others to come back', async () => {
    const body = { playbook: { yaml: eager }, leadId: ids[0] };
    const all = await Promise.all([1, 2, 3].map(() => ask('POST', '/v1/simulations', body)));
    expect(all.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 200, 429]);
  });

  it('is for admins alone', async () => {
    expect((await api.post('/v1/simulations', { playbook: { yaml } })).status).toBe(403);
  });
});

describe('a simulation', () => {
  const waiting = async (): Promise<string> => {
    const { rows } = await sql<{ id: string }>`
      insert into simulation (id, question, asked_by, asked_at)
      select uuidv7(), question, 'test', now() + interval '1 hour' from simulation limit 1 returning id`.execute(
      api.db,
    );
    return rows[0]?.id ?? '';
  };

  it('is cancelled by DELETE, and a second time changes nothing', async () => {
    await api.get(SimulationRunner).onModuleDestroy();
    const id = await waiting();
    // Whoever has lost its id finds it, without what the others came to.
    const { data } = (await ask('GET', '/v1/simulations?status=waiting')).body;
    expect(data).toMatchObject([{ id, status: 'waiting', askedBy: 'test' }]);
    const all = (await ask('GET', '/v1/simulations')).body.data;
    expect(all.length).toBeGreaterThan(1);
    for (const one of all) expect(one).not.toHaveProperty('result');
    const cancelled = await ask('DELETE', `/v1/simulations/${id}`);
    expect(cancelled.body).toMatchObject({ status: 'cancelled', result: null });
    const again = await ask('DELETE', `/v1/simulations/${id}`);
    expect(again.body.endedAt).toBe(cancelled.body.endedAt);
    const nobody = '/v1/simulations/00000000-0000-4000-8000-000000000000';
    expect((await ask('DELETE', nobody)).status).toBe(404);
  });

  it('waits while another runs, and one whose process was killed is interrupted, not running for ever', async () => {
    const [first, second] = [await waiting(), await waiting()];
    expect((await claimSimulation(api.db))?.id).toBe(first);
    expect(await claimSimulation(api.db)).toBeUndefined();
    await sql`update simulation set seen_at = now() - interval '20 s' where id = ${first}`.execute(
      api.db,
    );
    expect((await ask('GET', `/v1/simulations/${first}`)).body).toMatchObject({
      status: 'interrupted',
      reason: 'its process ended; ask for it again',
    });
    expect((await claimSimulation(api.db))?.id).toBe(second);
  });
});
