import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { capture, li, wang } from '../ingest/people.js';
import {
  ADMIN_KEY,
  runningApi,
  WRITE_KEY,
  type Answer,
  type RunningApi,
} from '../ingest/running-api.js';
import { Decider } from './decider.js';

let api: RunningApi;
let decider: Decider;
beforeAll(async () => {
  api = await runningApi();
  decider = new Decider(api);
});
afterAll(() => api.stop());

const get = (path: string, headers: Record<string, string> = {}): Promise<Answer> =>
  api.request(path, { headers: { authorization: `Bearer ${ADMIN_KEY}`, ...headers } });

/** A lead by the front door, decided. */
async function captured(fields: object, more: object = {}): Promise<string> {
  const { body } = await api.post('/v1/leads', capture(fields, more));
  await decider.settle();
  return body.leadId as string;
}

describe('the 360-degree view', () => {
  it('tells who the lead is, where it stands and why, with the revision as its tag', async () => {
    const id = await captured(wang);
    const { status, headers, body } = await get(`/v1/leads/${id}`);
    expect(status).toBe(200);
    expect(headers.get('etag')).toBe(`"${body.revision}"`);
    expect(body).toMatchObject({
      id,
      tier: 'B',
      tierBecause: 'score 10',
      score: 10,
      scoreByRule: [{ rule: 'decision-level', dimension: 'attribute', points: 10 }],
      attributes: { name: '王明', phone: '+8613800138000', position: '市场总监' },
      tags: expect.arrayContaining(['source:website']),
      mergedFrom: [],
      orders: [],
    });
    expect(body.identities.map(({ kind }: { kind: string }) => kind)).toEqual(['email', 'phone']);
    expect(body.consent).toHaveLength(3);
    const journeys = body.enrolments.map(({ journey }: { journey: string }) => journey);
    expect(journeys).toEqual(expect.arrayContaining(['nurture', 'reading']));
    expect(body.messages).toMatchObject([{ template: 'welcome-whitepaper', status: 'queued' }]);
    expect(body.wakesAt).toBe(body.enrolments[0].wakesAt);
  });

  it('tells a lead that is not decided yet as it stands', async () => {
    const { body } = await api.post('/v1/leads', capture(li));
    const before = await get(`/v1/leads/${body.leadId}`);
    expect(before.body).toMatchObject({ revision: 0, tier: 'C', score: 0, enrolments: [] });
    const explained = await get(`/v1/leads/${body.leadId}/explain?journey=nurture`);
    expect(explained.body.journeys[0].standing).toBe('outside');
    await decider.settle();
  });

  it('lists orders as the shop told them', async () => {
    const id = await captured({ ...wang, email: 'buyer@example.cn', phone: '13700137000' });
    const order = { orderId: 'O-1001', amount: 500_00, currency: 'CNY' };
    const externalIds = { crm: 'buyer' };
    await api.post('/v1/identify', {
      externalIds,
      userId: 'u-buyer',
      traits: { email: 'buyer@example.cn' },
    });
    await api.post('/v1/track', { userId: 'u-buyer', event: 'order_placed', properties: order });
    await decider.settle();
    const { body } = await get(`/v1/leads/${id}`);
    expect(body).toMatchObject({ stage: 'customer', orders: [order] });
  });
});

describe('a merged lead', () => {
  it('answers under both ids as the lead that lives on', async () => {
    const email = 'one@example.cn';
    const phone = '13600136000';
    const first = await captured({ ...wang, email, phone: '13500135000' });
    const second = await captured({ ...wang, email: 'two@example.cn', phone });
    await captured({ ...wang, email, phone });
    const [a, b] = [await get(`/v1/leads/${first}`), await get(`/v1/leads/${second}`)];
    expect(a.body.id).toBe(b.body.id);
    expect([first, second]).toContain(a.body.id);
    expect(a.body.mergedFrom).toEqual([first, second].filter((id) => id !== a.body.id));
    const timeline = await get(`/v1/leads/${second}/timeline`);
    const captures = timeline.body.data.filter(
      (entry: { input?: { name: string } }) => entry.input?.name === 'form_submitted',
    );
    expect(captures).toHaveLength(3);
  });
});

describe('timeline and explanation', () => {
  it('speak the language asked for', async () => {
    const id = await captured({ ...li, email: 'zh@example.cn', phone: '13300133000' });
    const language = { 'accept-language': 'zh-CN,zh;q=0.9' };
    const { body, headers } = await get(`/v1/leads/${id}/timeline?limit=2`, language);
    expect(headers.get('vary')).toMatch(/accept-language/i);
    expect(body.data.map(({ type }: { type: string }) => type)).toEqual(['input', 'decision']);
    expect(body.data[1].why[0].text).toBe('输入 1：提交了表单。');
    expect(body.next).toEqual(expect.any(String));
    const english = await get(`/v1/leads/${id}/timeline?limit=2`, { 'accept-language': 'en' });
    expect(english.body.data[1].why[0].text).toBe('Input 1: a form was submitted.');
    const explained = await get(`/v1/leads/${id}/explain?journey=nurture`, language);
    expect(explained.body).toMatchObject({ language: 'zh-CN', tier: 'C' });
    expect(explained.body.journeys[0].summary).toMatch(/^未进入“培育”。需要：分数达到 10/);
  });

  it('tell how a lead stood at a moment of the past, and why', async () => {
    const fields = { ...li, email: 'past@example.cn', phone: '13300133009' };
    const born = new Date(Date.now() - 60_000).toISOString();
    const id = await captured(fields);
    const explain = (at: string) =>
      get(`/v1/leads/${id}/explain?journey=nurture&at=${encodeURIComponent(at)}`);
    const { at } = (await get(`/v1/leads/${id}/explain?journey=nurture`)).body;
    const promoted = { ...fields, position: '市场总监' };
    await api.post('/v1/leads', capture(promoted, { messageId: 'past-2' }));
    await decider.settle();
    const now = (await get(`/v1/leads/${id}/explain?journey=nurture`)).body;
    expect(now).toMatchObject({ tier: 'B', journeys: [{ standing: 'inside' }] });
    const past = (await explain(at)).body;
    expect(past).toMatchObject({ at, tier: 'C', journeys: [{ standing: 'outside', history: [] }] });
    expect(past.revision).toBeGreaterThan(0);
    expect((await explain(born)).body).toMatchObject({ revision: 0, score: 0 });
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
    expect(await explain(tomorrow)).toMatchObject({ status: 400, body: { code: 'not-yet' } });
    expect((await explain('yesterday')).status).toBe(400);
  });

  it('name the message and what led to it', async () => {
    const id = await captured({ ...li, email: 'why@example.cn', phone: '13300133001' });
    const { body } = await get(`/v1/leads/${id}/timeline?order=desc&limit=1`);
    expect(body.data[0]).toMatchObject({
      type: 'message',
      message: { template: 'welcome-whitepaper' },
    });
    expect(body.data[0].why.map(({ text }: { text: string }) => text)).toEqual([
      'Input 1: a form was submitted.',
      'Enters “Welcome”: a form was submitted.',
      '“Welcome”, step “mail”: “welcome-whitepaper” goes out by email.',
    ]);
  });
});

describe('what became of an input', () => {
  it('follows it from the door to its effects', async () => {
    const fields = { ...li, email: 'fate@example.cn', phone: '13300133002' };
    await api.post('/v1/leads', capture(fields, { messageId: 'fate-1' }));
    expect((await get('/v1/inputs/fate-1')).body).toMatchObject({ status: 'stored', n: 1 });
    await decider.settle();
    const { body } = await get('/v1/inputs/fate-1?source=write');
    expect(body).toMatchObject({ status: 'decided', revision: 1, tier: 'C' });
    const texts = body.effects.map(({ text }: { text: string }) => text);
    expect(texts).toContain('“Welcome”, step “mail”: “welcome-whitepaper” goes out by email.');
    expect((await get('/v1/inputs/fate-1?source=other')).status).toBe(404);
  });

  it('tells a refusal by code and place, and lists it', async () => {
    const refused = capture({ ...wang, phone: 'x' }, { messageId: 'fate-2' });
    expect((await api.post('/v1/leads', refused)).status).toBe(422);
    const { body } = await get('/v1/inputs/fate-2');
    expect(body).toMatchObject({ status: 'rejected', pointer: '/fields/phone' });
    const listed = await get('/v1/intake/rejections?messageId=fate-2');
    expect(listed.body.data).toHaveLength(1);
    expect(JSON.stringify(listed.body)).not.toContain(wang.email);
  });

  it('answers for many at once', async () => {
    const headers = { authorization: `Bearer ${ADMIN_KEY}` };
    const ids = { messageIds: ['fate-1', 'nobody-sent-this'] };
    const { status, body } = await api.post('/v1/inputs/lookup', ids, { headers });
    expect(status).toBe(200);
    expect(body.data).toMatchObject([{ messageId: 'fate-1', status: 'decided', tier: 'C' }]);
  });
});

describe('reading', () => {
  it('wants the admin key', async () => {
    const paths = ['/v1/leads', '/v1/messages', '/v1/inputs/fate-1', '/v1/intake/rejections'];
    for (const path of paths) {
      expect((await api.request(path)).status).toBe(401);
      const written = await api.request(path, {
        headers: { authorization: `Bearer ${WRITE_KEY}` },
      });
      expect(written.status).toBe(403);
      expect((await get(path)).status).toBe(200);
    }
  });

  it('names what is wrong with a query, and knows nobody by a wrong id', async () => {
    const wrong = await get('/v1/leads?limit=0&after=x&teir=A');
    expect(wrong.status).toBe(400);
    expect(wrong.body.errors).toHaveLength(3);
    for (const path of ['/v1/leads/x', '/v1/leads/x/timeline', '/v1/inputs/nobody']) {
      expect((await get(path)).status).toBe(404);
    }
    const id = await captured({ ...li, email: 'q@example.cn', phone: '13300133003' });
    const unknown = await get(`/v1/leads/${id}/explain?journey=nurtur`);
    expect(unknown.status).toBe(404);
    expect(unknown.body.message).toContain('did you mean `nurture`?');
  });

  it('lists leads by tier, with an estimate where one is asked for', async () => {
    const { body } = await get('/v1/leads?tier=B&limit=200&count=estimate');
    expect(body.data.length).toBeGreaterThan(0);
    expect(new Set(body.data.map(({ tier }: { tier: string }) => tier))).toEqual(new Set(['B']));
    expect(body.estimate).toEqual(expect.any(Number));
  });
});

it('the description of the API names every parameter of reading', async () => {
  const { body } = await api.request('/openapi.json');
  const names = (path: string): string[] =>
    body.paths[path].get.parameters
      .filter((parameter: { in: string }) => parameter.in === 'query')
      .map(({ name }: { name: string }) => name);
  expect(names('/v1/leads')).toEqual([
    'limit',
    'after',
    'tier',
    'stage',
    'tag',
    'test',
    'parked',
    'count',
  ]);
  expect(names('/v1/leads/{id}/timeline')).toEqual(['limit', 'after', 'order']);
  expect(
    body.paths['/v1/inputs/lookup'].post.requestBody.content['application/json'],
  ).toBeDefined();
});
