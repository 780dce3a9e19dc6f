import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { capture, wang } from './people.js';
import { ADMIN_KEY, runningApi, type RunningApi } from './running-api.js';
import { inputsOf } from './stored.js';

let api: RunningApi;
let leadId: string;
beforeAll(async () => {
  api = await runningApi();
  leadId = (await api.post('/v1/leads', capture(wang))).body.leadId;
}, 60_000);
afterAll(() => api.stop());

const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  api.request(`/v1/leads/${leadId}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${ADMIN_KEY}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const newest = async () => (await inputsOf(api, leadId)).at(-1);

describe('an edit by a person', () => {
  it('of attributes becomes an input, and keeps what is personal out of it', async () => {
    const answer = await call('PATCH', '', {
      attributes: { companySize: '500+', name: '王小明', region: null },
    });
    expect(answer).toMatchObject({ status: 202, body: { leadId, n: 2 } });
    expect(await newest()).toMatchObject({
      body: { kind: 'update', by: 'person' },
      facts: { attributes: { companySize: '500+', name: true, region: null } },
    });
  });

  it('of an address tells the engine which channels reach the lead now, and finds it by the new one', async () => {
    await call('PATCH', '', { attributes: { email: 'new@example.cn', phone: null } });
    expect(await newest()).toMatchObject({ facts: { reach: { email: 'ok', sms: 'none' } } });
    const found = await api.post(
      '/v1/leads/lookup',
      { email: 'new@example.cn' },
      { headers: { authorization: `Bearer ${ADMIN_KEY}` } },
    );
    expect(found.body).toMatchObject({ id: leadId });
  });

  it('made from an old view is refused', async () => {
    expect(
      await call('PATCH', '', { attributes: { region: '上海' } }, { 'if-match': '"7"' }),
    ).toMatchObject({ status: 412, body: { code: 'changed-meanwhile' } });
    expect(
      await call('PATCH', '', { attributes: { region: '上海' } }, { 'if-match': '"0"' }),
    ).toMatchObject({ status: 202 });
  });

  it('of tags becomes an input', async () => {
    expect(await call('PUT', `/tags/${encodeURIComponent('重点')}`)).toMatchObject({ status: 202 });
    expect(await newest()).toMatchObject({ facts: { tags: { add: ['重点'] } } });
    await call('DELETE', `/tags/${encodeURIComponent('重点')}`);
    expect(await newest()).toMatchObject({ facts: { tags: { remove: ['重点'] } } });
  });

  it('repeated under one Idempotency-Key is one edit', async () => {
    const key = { 'idempotency-key': 'edit-1' };
    const first = await call('PUT', '/tags/once', undefined, key);
    const second = await call('PUT', '/tags/once', undefined, key);
    expect(second.body).toEqual(first.body);
  });

  it.each<[string, string, unknown, number]>([
    ['a wrong type', '', { attributes: { companySize: { a: 1 } } }, 422],
    ['an unknown member', '', { stage: 'customer' }, 422],
    ['a phone that does not exist', '', { attributes: { phone: '1' } }, 422],
    ['an identity card', '', { attributes: { note: '11010519491231002X' } }, 422],
  ])('with %s is refused', async (_what, path, body, status) => {
    const before = await newest();
    expect(await call('PATCH', path, body)).toMatchObject({ status });
    expect(await newest()).toEqual(before);
  });
});

describe('consent', () => {
  it('withdrawn holds with the answer: the record says so before any turn of the lead', async () => {
    const answer = await call('POST', '/consent', {
      channels: ['email'],
      granted: false,
      by: 'lead',
      wording: 'by phone',
    });
    expect(answer.status).toBe(202);
    const row = await api.db
      .selectFrom('consent')
      .selectAll()
      .where('lead_id', '=', leadId)
      .where('channel', '=', 'email')
      .executeTakeFirstOrThrow();
    expect(row).toMatchObject({ granted: false, by: 'lead', wording: 'by phone', source: 'admin' });
    expect(await newest()).toMatchObject({
      facts: { consent: [{ channel: 'email', purpose: 'marketing', granted: false, by: 'lead' }] },
    });
    const log = await api.db
      .selectFrom('consent_log')
      .select('granted')
      .where('lead_id', '=', leadId)
      .where('channel', '=', 'email')
      .orderBy('id')
      .execute();
    expect(log).toEqual([{ granted: true }, { granted: false }]);
  });
});

describe('an address that gets nothing more', () => {
  it('is told to the engine with the next capture', async () => {
    const { Sealer } = await import('../../../src/crypto/sealer.js');
    const { addressIndex } = await import('../../../src/delivery/address.js');
    const to = addressIndex(api.get(Sealer), 'email', 'bounced@example.cn');
    await api.db
      .insertInto('suppression')
      .values({ channel: 'email', to_index: to, reason: 'bounced' })
      .execute();
    const { body } = await api.post(
      '/v1/leads',
      capture({ ...wang, phone: '+8613311112222', email: 'Bounced@Example.cn' }),
    );
    const [input] = await inputsOf(api, body.leadId);
    expect(input?.facts?.reach).toMatchObject({ email: 'suppressed', sms: 'ok' });
  });
});

describe('controls', () => {
  it.each([
    [
      { do: 'pause', scope: 'marketing', until: '2026-12-01T09:00:00+08:00' },
      { do: 'pause', scope: 'marketing', until: Date.parse('2026-12-01T01:00:00Z') },
    ],
    [{ do: 'resume' }, { do: 'resume' }],
    [
      { do: 'enrol', journey: 'nurture' },
      { do: 'enrol', journey: 'nurture' },
    ],
    [
      { do: 'exit', journey: 'nurture' },
      { do: 'exit', journey: 'nurture' },
    ],
    [{ do: 'recompute' }, { do: 'recompute' }],
    [
      { do: 'confirm', triggers: ['tier:A'] },
      { do: 'confirm', triggers: ['tier:A'] },
    ],
    [{ do: 'dismiss' }, { do: 'dismiss' }],
  ])('%j becomes an input that rings', async (body, control) => {
    expect(await call('POST', '/controls', body)).toMatchObject({ status: 202 });
    expect(await newest()).toMatchObject({ body: { kind: 'control', control } });
  });

  it('nobody knows are refused', async () => {
    expect(await call('POST', '/controls', { do: 'explode' })).toMatchObject({ status: 422 });
  });
});

describe('a lead nobody has', () => {
  it('cannot be edited, and nothing is stored', async () => {
    const before = await api.db.selectFrom('accepted').select('message_id').execute();
    for (const id of ['0b8d1a2e-0000-4000-8000-000000000000', 'no-uuid']) {
      const answer = await api.request(`/v1/leads/${id}`, {
        method: 'PATCH',
        headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' },
        body: '{"attributes":{}}',
      });
      expect(answer).toMatchObject({ status: 404 });
    }
    expect(await api.db.selectFrom('accepted').select('message_id').execute()).toEqual(before);
  });
});

describe('publishing', () => {
  const post = (path: string, body: unknown) =>
    api.post(path, body, { headers: { authorization: `Bearer ${ADMIN_KEY}` } });

  it('the same document again leaves it unchanged; another one becomes the next version, unless somebody was faster', async () => {
    const { body: newest_ } = await api.request('/v1/playbooks/lead-to-conversion', {
      headers: { authorization: `Bearer ${ADMIN_KEY}` },
    });
    const { readFile } = await import('node:fs/promises');
    const yaml = await readFile('playbooks/lead-to-conversion.yaml', 'utf8');
    expect(newest_).toMatchObject({ name: 'lead-to-conversion', version: 1 });
    expect(await post('/v1/playbooks/lead-to-conversion/publish', { yaml })).toMatchObject({
      status: 200,
      body: { outcome: 'unchanged', version: 1 },
    });
    const other = yaml.replace('maxAge: 30d', 'maxAge: 29d');
    expect(
      await post('/v1/playbooks/lead-to-conversion/publish', { yaml: other, expectedVersion: 0 }),
    ).toMatchObject({ status: 409, body: { code: 'newer-version' } });
    expect(
      await post('/v1/playbooks/lead-to-conversion/publish', { yaml: other, expectedVersion: 1 }),
    ).toMatchObject({ status: 200, body: { outcome: 'published', version: 2 } });
    expect(await post('/v1/playbooks/lead-to-conversion/publish', { yaml })).toMatchObject({
      status: 200,
      body: { outcome: 'published', version: 3 },
    });
  });

  it('a broken one is refused with line and column', async () => {
    const answer = await post('/v1/playbooks/x/publish', {
      yaml: 'schema: 1\nplaybook: x\nchanel: 1\n',
    });
    expect(answer.status).toBe(422);
    expect(answer.body.errors.length).toBeGreaterThan(0);
    expect(await post('/v1/playbooks/lint', { yaml: 'schema: [' })).toMatchObject({
      status: 200,
      body: { ok: false },
    });
  });
});
