import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { capture, li, wang } from './people.js';
import { ADMIN_KEY, runningApi, type RunningApi } from './running-api.js';
import { inputsOf } from './stored.js';

let api: RunningApi;
beforeAll(async () => {
  api = await runningApi();
}, 60_000);
afterAll(() => api.stop());

let counter = 0;
const mail = () => `i${(counter += 1)}@example.cn`;
const mobile = () => `+86136000${String(10_000 + (counter += 1))}`;
const submit = async (fields: object, more: object = {}) =>
  (await api.post('/v1/leads', capture(fields, more))).body;
const lookup = (by: object) =>
  api.post('/v1/leads/lookup', by, { headers: { authorization: `Bearer ${ADMIN_KEY}` } });
const duplicatesOf = (leadId: string) =>
  api.db
    .selectFrom('possible_duplicate')
    .select(['lead_id', 'other_id', 'reason'])
    .where((row) => row.or([row('lead_id', '=', leadId), row('other_id', '=', leadId)]))
    .execute();

describe('a lead', () => {
  it('is one person under every key it was ever given', async () => {
    const [email, phone] = [mail(), mobile()];
    const { leadId } = await submit(
      { ...wang, email, phone },
      { userId: 'u-7', externalIds: { crm: '007' }, anonymousId: 'browser-7' },
    );
    for (const who of [
      { userId: 'u-7' },
      { anonymousId: 'browser-7' },
      { externalIds: { crm: '007' } },
    ]) {
      expect(
        await api.post('/v1/track', {
          ...who,
          event: 'webinar_attended',
          properties: { webinar: JSON.stringify(who) },
        }),
      ).toMatchObject({ status: 200 });
    }
    await api.post('/v1/identify', { userId: 'u-7', traits: { email: email.toUpperCase() } });
    expect((await inputsOf(api, leadId)).map(({ n }) => n)).toEqual([1, 2, 3, 4, 5]);
    for (const by of [
      { email },
      { phone },
      { userId: 'u-7' },
      { externalId: { type: 'crm', id: '007' } },
    ]) {
      expect(await lookup(by)).toMatchObject({ status: 200, body: { id: leadId } });
    }
  });

  it('nobody knows is not found, and the question is in the body, never in an address', async () => {
    expect(await lookup({ email: mail() })).toMatchObject({
      status: 404,
      body: { code: 'not-found' },
    });
    expect(await lookup({})).toMatchObject({ status: 422 });
  });
});

describe('a form that shows two known leads to be one', () => {
  it('merges them: keys move, the loser is marked, the winner is told first and keeps all its inputs', async () => {
    const [email, phone] = [mail(), mobile()];
    const { leadId: older } = await submit({ ...wang, phone, email: mail() });
    const { leadId: younger } = await submit(
      { ...wang, email, phone: mobile() },
      { userId: 'u-merge' },
    );
    await api.post('/v1/track', { userId: 'u-merge', event: 'pricing_page_visited' });
    const joined = await submit({ ...wang, email, phone });
    expect(joined).toMatchObject({ leadId: older, status: 'joined', duplicate: false });
    const loser = await api.db
      .selectFrom('lead')
      .select(['status', 'merged_into'])
      .where('id', '=', younger)
      .executeTakeFirstOrThrow();
    expect(loser).toEqual({ status: 'merged', merged_into: older });
    expect((await inputsOf(api, older)).map(({ body }) => body.kind)).toEqual([
      'event',
      'merge',
      'event',
    ]);
    expect((await inputsOf(api, older))[1]?.body).toEqual({ kind: 'merge', loserId: younger });
    // Unread inputs of the loser wait for the winner's own turn.
    expect(await inputsOf(api, younger)).toHaveLength(2);
    expect(await lookup({ userId: 'u-merge' })).toMatchObject({
      body: { id: older, mergedFrom: [younger] },
    });
    await api.post('/v1/track', { userId: 'u-merge', event: 'pricing_page_visited' });
    expect(await inputsOf(api, older)).toHaveLength(4);
  });

  it('keeps the stricter word on consent for both', async () => {
    const [email, phone] = [mail(), mobile()];
    const { leadId: older } = await submit({ ...wang, phone, email: mail() });
    const { leadId: younger } = await submit({ ...wang, email, phone: mobile() });
    await api.post(
      `/v1/leads/${younger}/consent`,
      { channels: ['email'], granted: false, by: 'lead' },
      { headers: { authorization: `Bearer ${ADMIN_KEY}` } },
    );
    await submit({ ...wang, email, phone }, { consent: { granted: true, channels: ['sms'] } });
    const rows = await api.db
      .selectFrom('consent')
      .select(['lead_id', 'granted'])
      .where('channel', '=', 'email')
      .where('lead_id', 'in', [older, younger])
      .execute();
    expect(rows).toHaveLength(2);
    expect(rows.every(({ granted }) => !granted)).toBe(true);
  });

  it('is not believed when mail and phone belong to people of different names: a person is asked', async () => {
    const [email, phone] = [mail(), mobile()];
    const { leadId: one } = await submit({ ...wang, email, phone: mobile() });
    const { leadId: other } = await submit({ ...li, phone, email: mail() });
    const joined = await submit({ ...wang, email, phone });
    expect(joined).toMatchObject({ leadId: one, status: 'joined' });
    expect(await duplicatesOf(other)).toMatchObject([{ reason: 'names-differ' }]);
    const statuses = await api.db
      .selectFrom('lead')
      .select('status')
      .where('id', 'in', [one, other])
      .execute();
    expect(statuses.map(({ status }) => status)).toEqual(['active', 'active']);
  });

  it('never merges two user ids', async () => {
    const [email, phone] = [mail(), mobile()];
    await submit({ ...wang, email, phone: mobile() }, { userId: 'u-a' });
    const { leadId: other } = await submit({ ...wang, phone, email: mail() }, { userId: 'u-b' });
    await submit({ ...wang, email, phone });
    expect(await duplicatesOf(other)).toMatchObject([{ reason: 'user-ids-differ' }]);
  });

  it('leaves two colleagues with one landline alone, and asks a person', async () => {
    const line = '010 6555 8888';
    const { leadId: one } = await submit({ ...wang, email: mail(), phone: line });
    const second = await submit({ ...li, email: mail(), phone: line });
    expect(second.status).toBe('created');
    expect(second.leadId).not.toBe(one);
    expect(await duplicatesOf(one)).toMatchObject([{ reason: 'landline' }]);
    const [input] = await inputsOf(api, second.leadId);
    expect(input?.facts?.reach).toMatchObject({ email: 'ok', sms: 'none' });
  });

  it('happens once when it comes many times at once', async () => {
    const [email, phone] = [mail(), mobile()];
    const { leadId: older } = await submit({ ...wang, phone, email: mail() });
    await submit({ ...wang, email, phone: mobile() });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, time) =>
        submit({ ...wang, email, phone }, { messageId: `storm-${time}` }),
      ),
    );
    expect(new Set(answers.map(({ leadId }) => leadId))).toEqual(new Set([older]));
    const inputs = await inputsOf(api, older);
    expect(inputs.map(({ n }) => n)).toEqual(Array.from({ length: 22 }, (_, index) => index + 1));
    expect(inputs.filter(({ body }) => body.kind === 'merge')).toHaveLength(1);
  });
});

describe('many captures of one new person at once', () => {
  it('make one lead, numbered without gaps', async () => {
    const [email, phone] = [mail(), mobile()];
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, time) =>
        submit({ ...wang, email, phone }, { messageId: `new-${time}` }),
      ),
    );
    const leads = new Set(answers.map(({ leadId }) => leadId));
    expect(leads.size).toBe(1);
    expect(answers.filter(({ status }) => status === 'created')).toHaveLength(1);
    expect((await inputsOf(api, [...leads][0] ?? '')).map(({ n }) => n)).toEqual(
      Array.from({ length: 30 }, (_, index) => index + 1),
    );
  });
});

describe('alias', () => {
  it('makes a browser known under a user id', async () => {
    await api.post('/v1/track', {
      anonymousId: 'aliased',
      event: 'pricing_page_visited',
      messageId: 'before-alias',
    });
    await api.post('/v1/alias', { userId: 'u-alias', previousId: 'aliased' });
    const { body } = await lookup({ userId: 'u-alias' });
    expect((await inputsOf(api, body.id))[0]).toMatchObject({ past: [{ id: 'before-alias' }] });
  });
});
