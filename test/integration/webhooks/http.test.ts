import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ADMIN_KEY, type RunningApi, runningApi } from '../ingest/running-api.js';

let api: RunningApi;
beforeAll(async () => {
  api = await runningApi();
});
afterAll(() => api.stop());

const PATH = '/v1/webhook-endpoints';
const headers = { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' };
const ask = (method: string, path = PATH, body?: object) =>
  api.request(path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
const desk = { name: 'desk', url: 'https://example.com/hook?token=abc' };

describe('the endpoints of webhooks', () => {
  test('are made, listed and deleted; the secret is told once', async () => {
    const made = await ask('POST', PATH, desk);
    expect(made).toMatchObject({ status: 201, body: desk });
    expect(made.body.secret).toMatch(/^whsec_/);
    const listed = await ask('GET');
    expect(listed.body.data).toMatchObject([desk]);
    expect(JSON.stringify(listed.body)).not.toContain('whsec_');
    expect(await ask('POST', PATH, desk)).toMatchObject({
      status: 409,
      body: { code: 'name-taken' },
    });
    expect((await ask('DELETE', `${PATH}/desk`)).status).toBe(204);
    expect((await ask('DELETE', `${PATH}/desk`)).status).toBe(404);
  });

  test('keep address and secret sealed in the record', async () => {
    await ask('POST', PATH, { ...desk, name: 'sealed' });
    const row = await api.db.selectFrom('webhook_endpoint').selectAll().executeTakeFirstOrThrow();
    expect(row.url_sealed.toString('latin1')).not.toContain('example.com');
    expect(row.secret_sealed.toString('latin1')).not.toContain('whsec');
  });

  test.each([
    ['an inner address', { name: 'a', url: 'https://10.0.0.1/' }, '/url'],
    ['no TLS', { name: 'a', url: 'http://example.com/' }, '/url'],
    ['a name with a space', { ...desk, name: 'a b' }, '/name'],
    ['a weak secret', { ...desk, secret: 'short' }, '/secret'],
  ])('are refused with %s, and say why', async (_, body, pointer) => {
    const { status, body: problem } = await ask('POST', PATH, body);
    expect({ status, pointer: problem.errors[0].pointer }).toEqual({ status: 422, pointer });
  });

  test('are for administrators alone', async () => {
    expect((await api.post(PATH, desk)).status).toBe(403);
  });
});
