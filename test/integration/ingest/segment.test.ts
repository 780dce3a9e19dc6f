import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { capture, wang } from './people.js';
import { runningApi, type RunningApi, WRITE_KEY } from './running-api.js';
import { inputsOf, rowCounts } from './stored.js';

let api: RunningApi;
let leadId: string;
beforeAll(async () => {
  api = await runningApi();
  const { body } = await api.post('/v1/leads', capture(wang, { userId: 'wang' }));
  leadId = body.leadId;
}, 60_000);
afterAll(() => api.stop());

const track = (messageId: string, more: object = {}) => ({
  type: 'track',
  messageId,
  userId: 'wang',
  event: 'whitepaper_downloaded',
  properties: { title: messageId },
  ...more,
});
const stored = async (messageId: string) =>
  (await inputsOf(api, leadId)).find(({ id }) => id === messageId);

describe('calls of the Segment specification', () => {
  it.each([
    [
      '/v1/track',
      { event: 'pricing_page_visited', properties: { plan: 'pro' } },
      { kind: 'event', name: 'pricing_page_visited', properties: { plan: 'pro' } },
    ],
    [
      '/v1/t',
      { event: 'webinar_attended' },
      { kind: 'event', name: 'webinar_attended', properties: {} },
    ],
    [
      '/v1/page',
      { name: 'Home', properties: { path: '/' } },
      { kind: 'event', name: 'page', properties: { name: 'Home', path: '/' } },
    ],
    [
      '/v1/p',
      { category: 'Docs' },
      { kind: 'event', name: 'page', properties: { category: 'Docs' } },
    ],
    [
      '/v1/screen',
      { name: 'Login' },
      { kind: 'event', name: 'screen', properties: { name: 'Login' } },
    ],
    ['/v1/s', {}, { kind: 'event', name: 'screen', properties: {} }],
    [
      '/v1/group',
      { groupId: 'g1', traits: { plan: 'x' } },
      { kind: 'event', name: 'group', properties: { groupId: 'g1', plan: 'x' } },
    ],
    ['/v1/g', { groupId: 7 }, { kind: 'event', name: 'group', properties: { groupId: '7' } }],
    ['/v1/identify', { traits: { region: '上海' } }, { kind: 'update', by: 'client' }],
    ['/v1/i', { traits: { region: '北京' } }, { kind: 'update', by: 'client' }],
    ['/v1/alias', { previousId: 'wang-browser' }, { kind: 'update', by: 'client' }],
    ['/v1/a', { previousId: 'wang-phone' }, { kind: 'update', by: 'client' }],
  ])('%s is stored and then answered with success', async (path, said, body) => {
    const messageId = `call ${path}`;
    const answer = await api.post(path, { userId: 'wang', messageId, ...said });
    expect(answer).toMatchObject({ status: 200, body: { success: true } });
    expect(await stored(messageId)).toMatchObject({ body });
  });

  it('identify tells the engine what is not personal, and that what is personal is there', async () => {
    await api.post('/v1/identify', {
      userId: 'wang',
      messageId: 'who',
      traits: {
        firstName: 'Ming',
        lastName: 'Wang',
        title: 'CEO',
        company: { name: '长江', employees: 800, industry: '制造业' },
        wecomId: 'wm-1',
      },
      context: { locale: 'en-US', timezone: 'Europe/Berlin' },
    });
    expect(await stored('who')).toMatchObject({
      facts: {
        attributes: {
          name: true,
          position: 'CEO',
          company: '长江',
          companySize: 800,
          industry: '制造业',
          wecomId: true,
        },
        reach: { wecom: 'ok', email: 'ok' },
        locale: 'en-US',
        timeZone: 'Europe/Berlin',
      },
    });
  });

  it('an address in the properties of an event is not handed to the engine', async () => {
    await api.post(
      '/v1/track',
      track('with-address', { properties: { email: 'x@y.cn', plan: 'pro' } }),
    );
    expect(await stored('with-address')).toMatchObject({
      body: { properties: { email: true, plan: 'pro' } },
    });
  });

  it('only the product itself may tell of messages and tickets', async () => {
    const answer = await api.post(
      '/v1/track',
      track('forged', { event: 'ticket.feedback', properties: { result: 'won' } }),
    );
    expect(answer).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/event', code: 'reserved-event' }] },
    });
  });

  it('a slash at the end is no other address: a redirect would count as delivered', async () => {
    expect(await api.post('/v1/track/', track('slash'))).toMatchObject({ status: 200 });
    expect(await stored('slash')).toBeDefined();
  });
});

describe('a batch', () => {
  it('is taken in order, with context and sentAt under each message', async () => {
    const now = Date.now();
    const sentAt = new Date(now + 3_600_000).toISOString();
    const batch = [1, 2, 3].map((n) =>
      track(`batch-${n}`, { timestamp: new Date(now + 3_600_000 - n * 60_000).toISOString() }),
    );
    expect(await api.post('/v1/batch', { batch, sentAt })).toMatchObject({
      status: 200,
      body: { success: true },
    });
    const numbers = await Promise.all(
      batch.map(async ({ messageId }) => (await stored(messageId))?.n ?? 0),
    );
    expect(numbers.map((n) => n - (numbers[0] ?? 0))).toEqual([0, 1, 2]);
    // The client's clock is an hour ahead: received - (sentAt - timestamp) takes that out.
    const happened = (await stored('batch-2'))?.occurredAt ?? 0;
    expect(Math.abs(happened - (Date.now() - 2 * 60_000))).toBeLessThan(5_000);
  });

  it('partly bad takes in the good ones, lists the bad ones and keeps them among the refusals', async () => {
    const batch = [
      track('good-1'),
      track('bad-1', { event: undefined }),
      'nonsense',
      { ...track('bad-2'), userId: undefined },
      track('good-2'),
    ];
    const { status, body } = await api.post('/v1/b', { batch });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      success: true,
      rejected: [
        { index: 1, messageId: 'bad-1', code: 'required', message: '/event is required' },
        { index: 2 },
        { index: 3, messageId: 'bad-2', code: 'no-identity' },
      ],
    });
    expect(await stored('good-1')).toBeDefined();
    expect(await stored('good-2')).toBeDefined();
    const kept = await api.db
      .selectFrom('rejection')
      .select(['code', 'pointer', 'source'])
      .where('message_id', 'in', ['bad-1', 'bad-2'])
      .execute();
    expect(kept).toEqual(
      expect.arrayContaining([{ code: 'required', pointer: '/event', source: 'write' }]),
    );
    expect(await api.post('/v1/track', track('bad-1'))).toMatchObject({ status: 200 });
    expect(await stored('bad-1')).toBeDefined();
  });

  it('repeated stores nothing twice, whichever of its messages came before', async () => {
    const batch = [track('rep-1'), track('rep-2')];
    await api.post('/v1/batch', { batch });
    const before = await rowCounts(api.db);
    const again = await api.post('/v1/batch', {
      batch: [...batch, ...batch, track('rep-3'), track('rep-3')],
    });
    expect(again.body).toMatchObject({ success: true, duplicates: 5 });
    expect(await rowCounts(api.db)).toMatchObject({
      inbox: (before['inbox'] ?? 0) + 1,
      accepted: (before['accepted'] ?? 0) + 1,
    });
  });

  it('of more than 2,500 events is refused as a whole', async () => {
    const before = await rowCounts(api.db);
    const batch = Array.from({ length: 2_501 }, () => ({ type: 'track' }));
    expect(await api.post('/v1/batch', { batch })).toMatchObject({
      status: 400,
      body: { code: 'too-many-events' },
    });
    expect(await rowCounts(api.db)).toEqual(before);
  });

  it('for history scores and counts only', async () => {
    await api.post('/v1/import', { batch: [track('old', { timestamp: '2024-03-01T10:00:00Z' })] });
    expect(await stored('old')).toMatchObject({
      history: true,
      occurredAt: Date.parse('2024-03-01T10:00:00Z'),
    });
  });
});

describe('time', () => {
  it('more than five minutes ahead counts as now, and what was said is kept', async () => {
    const said = new Date(Date.now() + 3_600_000).toISOString();
    await api.post('/v1/track', track('ahead', { timestamp: said }));
    const input = await stored('ahead');
    expect(input).toMatchObject({ saidAt: said });
    expect(Math.abs((input?.occurredAt ?? 0) - Date.now())).toBeLessThan(5_000);
  });

  it.each(['9999-12-31T23:59:59Z', 'yesterday', '0001-01-01', '2026-13-45T00:00:00Z'])(
    'that cannot be is refused: %s',
    async (timestamp) => {
      expect(await api.post('/v1/track', track('never', { timestamp }))).toMatchObject({
        status: 400,
        body: { errors: [{ pointer: '/timestamp', code: 'invalid-time' }] },
      });
    },
  );
});

describe('ways to send', () => {
  const bare = { authorization: `Bearer ${WRITE_KEY}` };
  const send = (body: string | Uint8Array, headers: Record<string, string>) =>
    api.request('/v1/track', { method: 'POST', body, headers: { ...bare, ...headers } });

  it('JSON as text/plain, as sendBeacon does', async () => {
    expect(
      await send(JSON.stringify(track('plain')), { 'content-type': 'text/plain' }),
    ).toMatchObject({ status: 200 });
    expect(await stored('plain')).toBeDefined();
  });

  it('gzip', async () => {
    const body = gzipSync(JSON.stringify(track('zipped')));
    expect(
      await send(body, { 'content-type': 'application/json', 'content-encoding': 'gzip' }),
    ).toMatchObject({ status: 200 });
    expect(await stored('zipped')).toBeDefined();
  });

  it('limits hold for what comes out of gzip', async () => {
    const body = gzipSync(
      JSON.stringify(track('bomb', { properties: { text: 'a'.repeat(50_000_000) } })),
    );
    expect(body.length).toBeLessThan(100_000);
    expect(
      await send(body, { 'content-type': 'application/json', 'content-encoding': 'gzip' }),
    ).toMatchObject({ status: 400, body: { code: 'too-large' } });
  });

  it('broken gzip and unknown encodings are refused', async () => {
    const headers = { 'content-type': 'application/json' };
    expect(await send('not gzip', { ...headers, 'content-encoding': 'gzip' })).toMatchObject({
      status: 400,
    });
    expect(await send('x', { ...headers, 'content-encoding': 'zstd' })).toMatchObject({
      status: 400,
      body: { code: 'content-encoding' },
    });
  });

  it.each([
    [
      'Basic auth with the key as user name',
      { authorization: `Basic ${Buffer.from(`${WRITE_KEY}:`).toString('base64')}` },
      {},
    ],
    ['writeKey in the body', {}, { writeKey: WRITE_KEY }],
  ])('%s', async (how, headers, more) => {
    const answer = await api.request('/v1/track', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ ...track(how), ...more }),
    });
    expect(answer).toMatchObject({ status: 200 });
    expect(await stored(how)).toBeDefined();
  });

  it('from a web page, which asks first', async () => {
    const origin = 'https://shop.example';
    const asked = await api.request('/v1/track', {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });
    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-origin')).toBe(origin);
    const sent = await api.post('/v1/track', track('page'), { headers: { origin } });
    expect(sent.headers.get('access-control-allow-origin')).toBe(origin);
  });

  it('from pages the key allows, and no others', async () => {
    await api.db
      .updateTable('api_key')
      .set({ origins: ['https://shop.example'] })
      .where('name', '=', 'write')
      .execute();
    const { ApiKeys } = await import('../../../src/access/api-keys.js');
    api.get(ApiKeys).forget();
    expect(
      await api.post('/v1/track', track('elsewhere'), {
        headers: { origin: 'https://other.example' },
      }),
    ).toMatchObject({ status: 403, body: { code: 'forbidden-origin' } });
    expect(
      await api.post('/v1/track', track('allowed'), {
        headers: { origin: 'https://shop.example' },
      }),
    ).toMatchObject({ status: 200 });
  });
});
