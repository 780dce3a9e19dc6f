import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { capture, wang } from './people.js';
import { ADMIN_KEY, runningApi, type RunningApi, WRITE_KEY } from './running-api.js';

let api: RunningApi;
let leadId: string;
beforeAll(async () => {
  api = await runningApi();
  leadId = (await api.post('/v1/leads', capture(wang))).body.leadId;
}, 60_000);
afterAll(() => api.stop());

const as = (key: string) => ({ headers: { authorization: `Bearer ${key}` } });
const READING = [
  ['GET', '/v1/leads'],
  ['GET', '/v1/leads/LEAD'],
  ['GET', '/v1/leads/LEAD/timeline'],
  ['GET', '/v1/leads/LEAD/explain'],
  ['GET', '/v1/inputs/x'],
  ['GET', '/v1/intake/rejections'],
  ['GET', '/v1/playbooks'],
  ['GET', '/v1/tickets'],
  ['GET', '/v1/reps'],
  ['GET', '/v1/messages'],
] as const;
const WRITING = [
  ['POST', '/v1/leads/lookup'],
  ['PATCH', '/v1/leads/LEAD'],
  ['PUT', '/v1/leads/LEAD/tags/x'],
  ['DELETE', '/v1/leads/LEAD/tags/x'],
  ['POST', '/v1/leads/LEAD/consent'],
  ['POST', '/v1/leads/LEAD/controls'],
  ['POST', '/v1/playbooks/x/publish'],
] as const;
const INTAKE = [
  '/v1/leads',
  '/v1/track',
  '/v1/identify',
  '/v1/page',
  '/v1/batch',
  '/v1/import',
  '/v1/t',
  '/v1/b',
];

const request = (method: string, path: string, headers: Record<string, string>) =>
  api.request(path.replace('LEAD', leadId), {
    method,
    headers: {
      ...headers,
      ...(method === 'GET' || method === 'DELETE' ? {} : { 'content-type': 'application/json' }),
    },
    ...(method === 'GET' || method === 'DELETE' ? {} : { body: '{}' }),
  });

describe('without a key', () => {
  it.each([...READING, ...WRITING, ...INTAKE.map((path) => ['POST', path] as const)])(
    '%s %s is refused',
    async (method, path) => {
      const answer = await request(method, path, {});
      expect(answer).toMatchObject({ status: 401, body: { code: 'key-missing', status: 401 } });
      expect(answer.headers.get('www-authenticate')).toContain('Bearer');
    },
  );

  it.each(['/healthz', '/readyz', '/metrics', '/openapi.json', '/docs'])(
    '%s answers',
    async (path) => {
      expect(await api.request(path)).toMatchObject({ status: 200 });
    },
  );
});

describe('with a key nobody has', () => {
  it.each([
    `Bearer ${ADMIN_KEY}x`,
    'Bearer ',
    `Basic ${Buffer.from('guess:').toString('base64')}`,
    'Digest x',
  ])('a request is refused: %s', async (authorization) => {
    expect(await request('GET', '/v1/leads', { authorization })).toMatchObject({ status: 401 });
  });
});

describe('a write key', () => {
  it.each([...READING, ...WRITING])('may not call %s %s', async (method, path) => {
    expect(await request(method, path, as(WRITE_KEY).headers)).toMatchObject({
      status: 403,
      body: { code: 'forbidden-role' },
    });
  });

  it('may hand in forms and events', async () => {
    expect(await api.post('/v1/leads', capture(wang))).toMatchObject({ status: 202 });
    expect(await api.post('/v1/track', { userId: 'x', event: 'y' })).toMatchObject({ status: 200 });
  });

  it('may not state consent by event: it stands in web pages', async () => {
    const consent = [{ channel: 'email', purpose: 'marketing', granted: true }];
    expect(await api.post('/v1/identify', { userId: 'x', traits: {}, consent })).toMatchObject({
      status: 400,
      body: { code: 'forbidden-role' },
    });
    expect(
      await api.post('/v1/identify', { userId: 'x', traits: {}, consent }, as(ADMIN_KEY)),
    ).toMatchObject({ status: 200 });
  });

  it('that was revoked is refused', async () => {
    const { ApiKeys } = await import('../../../src/access/api-keys.js');
    await api.get(ApiKeys).install('a-key-for-a-while', 'write', 'temporary');
    expect(
      await api.post('/v1/track', { userId: 'x', event: 'y' }, as('a-key-for-a-while')),
    ).toMatchObject({ status: 200 });
    await api.get(ApiKeys).install('the-key-after-that', 'write', 'temporary');
    expect(
      await api.post('/v1/track', { userId: 'x', event: 'y' }, as('a-key-for-a-while')),
    ).toMatchObject({ status: 401 });
    expect(
      await api.post('/v1/track', { userId: 'x', event: 'y' }, as('the-key-after-that')),
    ).toMatchObject({ status: 200 });
  });
});

describe('an admin key', () => {
  it('may hand in too, under a source of its own', async () => {
    const event = { userId: 'x', event: 'y', messageId: 'same-id' };
    await api.post('/v1/batch', { batch: [{ type: 'track', ...event }] });
    const other = await api.post(
      '/v1/batch',
      { batch: [{ type: 'track', ...event }] },
      as(ADMIN_KEY),
    );
    expect(other.body).toEqual({ success: true });
    const rows = await api.db
      .selectFrom('accepted')
      .select('source')
      .where('message_id', '=', 'same-id')
      .orderBy('source')
      .execute();
    expect(rows).toEqual([{ source: 'admin' }, { source: 'write' }]);
  });

  it('is stored as its hash alone', async () => {
    const keys = await api.db.selectFrom('api_key').selectAll().execute();
    expect(keys.some(({ key_hash }) => key_hash.toString('utf8').includes(ADMIN_KEY))).toBe(false);
    expect(JSON.stringify(keys.map(({ key_hash: _hash, ...rest }) => rest))).not.toContain(
      ADMIN_KEY,
    );
  });
});

describe('the description of the API', () => {
  it('names every route of intake', async () => {
    const { body } = await api.request('/openapi.json');
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining(['/v1/leads', '/v1/track', '/v1/batch', '/v1/leads/lookup']),
    );
  });
});
