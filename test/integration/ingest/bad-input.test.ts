import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { capture, wang } from './people.js';
import { runningApi, type RunningApi, WRITE_KEY } from './running-api.js';
import { everythingStored, rowCounts } from './stored.js';

let api: RunningApi;
beforeAll(async () => {
  api = await runningApi();
}, 60_000);
afterAll(() => api.stop());

const IDENTITY = '11010519491231002X';
const CARD = '6222020200000000006';

/** Sends raw bytes, and holds the answer to the promise: clear, and nothing changed. */
async function refused(
  path: string,
  body: NonNullable<RequestInit['body']>,
  headers: Record<string, string> = {},
) {
  const before = await rowCounts(api.db);
  const answer = await api.request(path, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${WRITE_KEY}`,
      ...headers,
    },
  });
  expect(await rowCounts(api.db)).toEqual(before);
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(answer.status).toBeLessThan(500);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expect(answer.body).toMatchObject({
    code: expect.any(String),
    message: expect.stringMatching(/.{10}/),
    requestId: expect.any(String),
  });
  return answer;
}
const json = (path: string, body: unknown) => refused(path, JSON.stringify(body));

const nested = (depth: number): unknown => (depth === 0 ? 1 : { deeper: nested(depth - 1) });
const wide = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${index}`, index]));
const event = (properties: unknown, more: object = {}) => ({
  userId: 'u',
  event: 'webinar_attended',
  properties,
  ...more,
});

describe.each(['/v1/leads', '/v1/track', '/v1/batch'])('%s refuses', (path) => {
  it.each([
    ['what is not JSON', '{"userId": '],
    ['nothing', ''],
    ['a list', '[1, 2, 3]'],
    ['a text', '"hello"'],
    ['null', 'null'],
    ['a number', '17'],
    ['deep nesting in raw bytes', '['.repeat(100_000)],
  ])('%s', async (_what, body) => {
    expect(await refused(path, body)).toMatchObject({ body: { type: expect.any(String) } });
  });

  it('bytes that are not UTF-8', async () => {
    const gbk = Buffer.from([0x7b, 0x22, 0xc3, 0xfb, 0x22, 0x3a, 0x31, 0x7d]);
    expect(await refused(path, gbk)).toMatchObject({ status: 400, body: { code: 'not-utf8' } });
  });

  it('10 MB, before reading them', async () => {
    const answer = await refused(path, JSON.stringify({ text: 'a'.repeat(10_000_000) }));
    expect(answer).toMatchObject({
      status: path === '/v1/leads' ? 413 : 400,
      body: { code: 'too-large' },
    });
  });

  it('other kinds of content', async () => {
    expect(await refused(path, '<xml/>', { 'content-type': 'application/xml' })).toMatchObject({
      status: path === '/v1/leads' ? 415 : 400,
    });
  });
});

describe('an event is refused', () => {
  it.each<[string, object, string]>([
    ['with properties of a wrong type', event([1, 2]), '/properties'],
    ['with properties that are a text', event('x'), '/properties'],
    ['with a name that is no text', { ...event({}), event: { $gt: '' } }, '/event'],
    ['with a name that is too long', { ...event({}), event: 'x'.repeat(201) }, '/event'],
    ['with a user id that is no text', { ...event({}), userId: { id: 1 } }, '/userId'],
    ['with a user id that is too long', { ...event({}), userId: 'x'.repeat(256) }, '/userId'],
    [
      'with a message id that is too long',
      { ...event({}), messageId: 'x'.repeat(101) },
      '/messageId',
    ],
    ['with a message id that is no text', { ...event({}), messageId: 7 }, '/messageId'],
    ['of nobody', { event: 'x' }, '/userId'],
    ['with blank ids', { event: 'x', userId: '  ', anonymousId: '' }, '/userId'],
    ['nested too deep', event(nested(50)), '/properties/deeper'],
    ['with 5,000 fields', event(wide(5_000)), ''],
    ['with a NUL byte', event({ text: 'a\0b' }), '/properties/text'],
    ['with a NUL byte in its name', { ...event({}), event: 'a\0b' }, '/event'],
    ['with a NUL byte in an id', { ...event({}), userId: 'a\0b' }, '/userId'],
    [
      'with a field named to reach a prototype',
      event(JSON.parse('{"__proto__": {"admin": true}}')),
      '/properties',
    ],
    ['larger than 32 KB', event({ text: 'a'.repeat(33_000) }), ''],
    ['with an identity card', event({ note: `my number is ${IDENTITY}` }), '/properties/note'],
    ['with a bank card', event({ deep: [{ card: CARD }] }), '/properties/deep/0/card'],
    ['with a bank card in groups', event({ card: '4111 1111 1111 1111' }), '/properties/card'],
  ])('%s', async (_what, body, pointer) => {
    const answer = await json('/v1/track', body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0].pointer.startsWith(pointer)).toBe(true);
  });

  it('with a number that JSON cannot say', async () => {
    const answer = await refused(
      '/v1/track',
      '{"userId":"u","event":"x","properties":{"n":1e999}}',
    );
    expect(answer.body.errors[0]).toMatchObject({ pointer: '/properties/n', code: 'number-range' });
  });
});

describe('a form is refused', () => {
  it.each<[string, object, string]>([
    ['with an identity card in any field', capture({ ...wang, note: IDENTITY }), '/fields/note'],
    ['with an identity card as its name', capture({ ...wang, name: IDENTITY }), '/fields/name'],
    [
      'with a bank card in the text of consent',
      capture(wang, { consent: { granted: true, text: CARD } }),
      '/consent/text',
    ],
    [
      'with a bank card in the campaign',
      capture(wang, { source: { campaign: CARD } }),
      '/source/campaign',
    ],
    ['with 2,000 fields', capture({ ...wang, ...wide(2_000) }), ''],
    ['with a NUL byte', capture({ ...wang, company: 'a\0' }), '/fields/company'],
    ['with a field of a wrong type', capture({ ...wang, name: { first: 'x' } }), '/fields/name'],
    ['with a list for a company', capture({ ...wang, company: ['a'] }), '/fields/company'],
    ['with a form that is no text', capture(wang, { form: 7 }), '/form'],
    ['with consent of a wrong type', capture(wang, { consent: 'yes please' }), '/consent'],
    [
      'with a message id that is too long',
      capture(wang, { messageId: 'x'.repeat(101) }),
      '/messageId',
    ],
    [
      'with an external id of a wrong type',
      capture(wang, { externalIds: { crm: {} } }),
      '/externalIds/crm',
    ],
  ])('%s', async (_what, body, pointer) => {
    const answer = await json('/v1/leads', body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors[0].pointer).toBe(pointer);
  });

  it('of more than 32 KB', async () => {
    expect(await json('/v1/leads', capture({ ...wang, note: 'a'.repeat(33_000) }))).toMatchObject({
      status: 413,
    });
  });
});

it('declared ids may look like card numbers', async () => {
  const ids = { userId: IDENTITY, messageId: '4111111111111111', externalIds: { crm: CARD } };
  const properties = { orderId: CARD, trackingNo: CARD };
  expect(await api.post('/v1/track', { ...ids, event: 'order_placed', properties })).toMatchObject({
    status: 200,
  });
});

it('a refused number is repeated nowhere: not in the answer, not in the record', async () => {
  const { body } = await json(
    '/v1/leads',
    capture({ ...wang, note: IDENTITY }, { messageId: 'with-id-card' }),
  );
  expect(JSON.stringify(body)).not.toContain(IDENTITY);
  await api.post('/v1/batch', { batch: [{ type: 'track', ...event({ [CARD]: CARD }) }] });
  const stored = await everythingStored(api.db);
  expect(stored.includes(IDENTITY.slice(0, 17))).toBe(false);
  expect(stored.includes(CARD)).toBe(false);
});

it('text in any script, and half of a surrogate pair, are kept', async () => {
  const answer = await api.post(
    '/v1/track',
    event({ text: '𠮷野家 \ud800 مرحبا 👋🏽' }, { messageId: 'scripts' }),
  );
  expect(answer).toMatchObject({ status: 200 });
});

it('what breaks in the record does not take others along: a good request beside a bad one is stored', async () => {
  const good = Array.from({ length: 10 }, (_, index) =>
    api.post('/v1/track', { userId: 'ok', event: 'x', messageId: `ok-${index}` }),
  );
  const bad = Array.from({ length: 10 }, () =>
    api.post('/v1/track', { userId: 'ok', event: 'x', properties: { a: '\0' } }),
  );
  expect((await Promise.all(good)).every(({ status }) => status === 200)).toBe(true);
  expect((await Promise.all(bad)).every(({ status }) => status === 400)).toBe(true);
});

it('unknown addresses and methods are told as problems', async () => {
  expect(await api.request('/v1/nothing')).toMatchObject({
    status: 404,
    body: { code: 'not-found' },
  });
  expect(await api.request('/v1/track', { method: 'DELETE' })).toMatchObject({ status: 404 });
});
