import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { capture, consent, li, wang } from './people.js';
import { runningApi, type RunningApi, WRITE_KEY } from './running-api.js';
import { everythingStored, inputsOf, rowCounts } from './stored.js';

let api: RunningApi;
beforeAll(async () => {
  api = await runningApi();
}, 60_000);
afterAll(() => api.stop());

let counter = 0;
/** Somebody new each time. */
function somebody(more: object = {}) {
  counter += 1;
  return {
    ...wang,
    phone: `+86137000${String(10_000 + counter)}`,
    email: `p${counter}@example.cn`,
    ...more,
  };
}

describe('a captured form', () => {
  it('is answered with its lead, and where to ask what came of it', async () => {
    const answer = await api.post('/v1/leads', capture(somebody(), { messageId: 'first' }));
    expect(answer).toMatchObject({
      status: 202,
      body: {
        leadId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        messageId: 'first',
        duplicate: false,
        status: 'created',
        next: '/v1/inputs/first?source=write',
      },
    });
  });

  it('is one input with everything the engine may know, and no name or address', async () => {
    const { body } = await api.post(
      '/v1/leads',
      capture(somebody({ companySize: '100-500', hobby: 'chess' }), {
        intent: 'pricing',
        locale: 'zh-cn',
      }),
    );
    const [input, ...others] = await inputsOf(api, body.leadId);
    expect(others).toEqual([]);
    expect(input).toMatchObject({
      n: 1,
      id: body.messageId,
      body: {
        kind: 'event',
        name: 'form_submitted',
        properties: {
          form: 'whitepaper-2024',
          intent: 'pricing',
          channel: 'website',
          campaign: 'spring',
        },
      },
      facts: {
        attributes: {
          name: true,
          phone: true,
          email: true,
          company: '长江制造',
          position: '市场总监',
          companySize: '100-500',
        },
        tags: { add: ['source:website', 'intent:pricing'] },
        consent: ['email', 'sms', 'wecom'].map((channel) => ({
          channel,
          purpose: 'marketing',
          granted: true,
          by: 'lead',
        })),
        reach: { email: 'ok', sms: 'ok', wecom: 'none', desk: 'ok', onsite: 'ok' },
        locale: 'zh-CN',
      },
    });
    expect(input?.facts?.attributes).not.toHaveProperty('hobby');
  });

  it('makes a lead at the first stage and in the lowest tier, with its ring owed', async () => {
    const { body } = await api.post('/v1/leads', capture(somebody()));
    const lead = await api.db
      .selectFrom('lead')
      .selectAll()
      .where('id', '=', body.leadId)
      .executeTakeFirstOrThrow();
    expect(lead).toMatchObject({
      stage: 'lead',
      tier: 'C',
      playbook: 'lead-to-conversion',
      revision: 0,
      consumed: 0,
      test: false,
    });
    const ring = await api.db
      .selectFrom('ring')
      .selectAll()
      .where('lead_id', '=', body.leadId)
      .executeTakeFirstOrThrow();
    expect(ring).toMatchObject({ n: 1, signalled_at: null, names: ['form_submitted'] });
  });

  it('notes consent with the words that were shown, once for what holds and once for the log', async () => {
    const { body } = await api.post('/v1/leads', capture(somebody()));
    const where = ['lead_id', '=', body.leadId] as const;
    const holds = await api.db
      .selectFrom('consent')
      .selectAll()
      .where(...where)
      .orderBy('channel')
      .execute();
    expect(
      holds.map(({ channel, granted, wording, by }) => ({ channel, granted, wording, by })),
    ).toEqual(
      ['email', 'sms', 'wecom'].map((channel) => ({
        channel,
        granted: true,
        wording: consent.text,
        by: 'lead',
      })),
    );
    expect(
      await api.db
        .selectFrom('consent_log')
        .selectAll()
        .where(...where)
        .execute(),
    ).toHaveLength(3);
  });

  it('joins the lead that is known by the same mail address or mobile number', async () => {
    const person = somebody();
    const { body: first } = await api.post('/v1/leads', capture(person));
    const { body: second } = await api.post(
      '/v1/leads',
      capture({ ...person, phone: somebody().phone, email: person.email.toUpperCase() }),
    );
    const { body: third } = await api.post(
      '/v1/leads',
      capture({ ...somebody(), phone: person.phone.replace('+86', '') }),
    );
    expect([second, third]).toMatchObject([
      { leadId: first.leadId, status: 'joined', duplicate: false },
      { leadId: first.leadId, status: 'joined', duplicate: false },
    ]);
    expect((await inputsOf(api, first.leadId)).map(({ n }) => n)).toEqual([1, 2, 3]);
  });

  it('with a message id that was accepted before is answered as accepted and stored once', async () => {
    const form = capture(somebody(), { messageId: 'again' });
    const { body: first } = await api.post('/v1/leads', form);
    const before = await rowCounts(api.db);
    const same = await api.post('/v1/leads', form);
    const other = await api.post('/v1/leads', capture(li, { messageId: 'again' }));
    expect(same).toMatchObject({ status: 202, body: { ...first, duplicate: true } });
    expect(other).toMatchObject({ status: 202, body: { leadId: first.leadId, duplicate: true } });
    expect(await rowCounts(api.db)).toEqual(before);
    const stored = await api.db
      .selectFrom('accepted')
      .select('repeats')
      .where('message_id', '=', 'again')
      .executeTakeFirstOrThrow();
    expect(stored.repeats).toBe(2);
  });

  it('takes Idempotency-Key for its message id', async () => {
    const init = { headers: { 'idempotency-key': 'by-header' } };
    const first = await api.post('/v1/leads', capture(somebody()), init);
    const second = await api.post('/v1/leads', capture(somebody()), init);
    expect(first.body).toMatchObject({ messageId: 'by-header', duplicate: false });
    expect(second.body).toMatchObject({ leadId: first.body.leadId, duplicate: true });
  });

  it('without any id is one capture when form, mail address and phone come twice within a minute', async () => {
    const person = somebody();
    const answers = await Promise.all(
      [1, 2, 3].map((time) =>
        api.post('/v1/leads', capture({ ...person, position: `try ${time}` })),
      ),
    );
    const leads = new Set(answers.map(({ body }) => body.leadId));
    expect(leads.size).toBe(1);
    expect(answers.filter(({ body }) => !body.duplicate)).toHaveLength(1);
    expect(await inputsOf(api, answers[0]?.body.leadId)).toHaveLength(1);
  });

  it('of a test lead marks it as one, and every channel with an address reaches it', async () => {
    const { body } = await api.post('/v1/leads', capture(somebody(), { test: true }));
    const lead = await api.db
      .selectFrom('lead')
      .select('test')
      .where('id', '=', body.leadId)
      .executeTakeFirstOrThrow();
    expect(lead.test).toBe(true);
  });

  it('may be posted by a browser without any script, with the write key in it', async () => {
    const person = somebody();
    const form = new URLSearchParams({
      ...person,
      writeKey: WRITE_KEY,
      consent: 'on',
      utm_source: 'sem',
      'source[channel]': 'landing',
    });
    const answer = await api.request('/v1/leads', { method: 'POST', body: form });
    expect(answer).toMatchObject({ status: 202, body: { status: 'created' } });
    const profile = await api.db
      .selectFrom('profile')
      .select('sources')
      .where('lead_id', '=', answer.body.leadId)
      .executeTakeFirstOrThrow();
    expect(profile.sources).toMatchObject([
      { channel: 'landing', utm: { source: 'sem' }, form: 'whitepaper-2024' },
    ]);
  });

  it('leaves no name, address or number readable anywhere in the record', async () => {
    const person = {
      ...wang,
      name: '欧阳修远',
      email: 'ouyang@secret.example',
      phone: '+8613912340000',
      hobby: 'sword-collecting',
    };
    await api.post('/v1/leads', capture(person));
    const stored = await everythingStored(api.db);
    for (const personal of [
      '欧阳修远',
      'ouyang@secret.example',
      '13912340000',
      'sword-collecting',
    ]) {
      expect(stored.includes(personal)).toBe(false);
    }
  });
});

describe('a refused form', () => {
  const refused = async (body: unknown) => {
    const before = await rowCounts(api.db);
    const answer = await api.post('/v1/leads', body);
    expect(await rowCounts(api.db)).toEqual(before);
    return answer;
  };

  it.each([
    ['without consent', capture(somebody(), { consent: undefined }), '/consent/granted'],
    [
      'with consent not ticked',
      capture(somebody(), { consent: { granted: false } }),
      '/consent/granted',
    ],
    [
      'with consent to something else',
      capture(somebody(), { consent: { granted: true, purpose: 'profiling' } }),
      '/consent/purpose',
    ],
    ['without a required field', capture({ ...somebody(), company: undefined }), '/fields/company'],
    ['with a blank required field', capture({ ...somebody(), position: '  ' }), '/fields/position'],
    [
      'with a phone number that does not exist',
      capture({ ...somebody(), phone: '12345' }),
      '/fields/phone',
    ],
    [
      'with a mail address that is none',
      capture({ ...somebody(), email: 'wang at example' }),
      '/fields/email',
    ],
    ['of an unknown kind', capture(somebody(), { form: 'whitepaper-2042' }), '/form'],
    ['for an unknown playbook', capture(somebody(), { playbook: 'nobody' }), '/playbook'],
    ['without fields', { form: 'whitepaper-2024', consent }, '/fields'],
    ['with fields of a wrong type', capture([1, 2]), '/fields'],
    [
      'with a date in year 9999',
      capture(somebody(), { timestamp: '9999-12-31T00:00:00Z' }),
      '/timestamp',
    ],
  ])('%s stores nothing and says where', async (_what, body, pointer) => {
    const answer = await refused(body);
    expect(answer.status).toBe(422);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body.errors[0]).toMatchObject({
      pointer,
      code: expect.any(String),
      message: expect.any(String),
    });
    expect(answer.body).toMatchObject({
      status: 422,
      code: expect.any(String),
      message: expect.any(String),
      requestId: expect.any(String),
    });
  });

  it('names every field that is wrong at once', async () => {
    const { body } = await refused(
      capture({ name: '王明', phone: '1', email: 'x' }, { consent: undefined }),
    );
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer).toSorted()).toEqual([
      '/consent/granted',
      '/fields/company',
      '/fields/email',
      '/fields/phone',
      '/fields/position',
    ]);
  });

  it('leaves code and pointer among the refusals, never a value, and does not use up its id', async () => {
    await refused(
      capture({ ...somebody(), phone: '12345678', email: 'not-mine' }, { messageId: 'second-try' }),
    );
    const kept = await api.db
      .selectFrom('rejection')
      .selectAll()
      .where('message_id', '=', 'second-try')
      .execute();
    expect(kept.map(({ code, pointer }) => `${code} ${pointer}`).toSorted()).toEqual([
      'invalid-email /fields/email',
      'invalid-phone /fields/phone',
    ]);
    expect(JSON.stringify(kept)).not.toMatch(/12345678|not-mine/);
    const answer = await api.post('/v1/leads', capture(somebody(), { messageId: 'second-try' }));
    expect(answer).toMatchObject({ status: 202, body: { duplicate: false, status: 'created' } });
  });
});
