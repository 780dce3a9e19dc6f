import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { WebhookCommand } from '../../../engine/command.js';
import type { Profile } from '../../../src/leads/profile.js';
import { EndpointDesk } from '../../../src/webhooks/endpoint-desk.js';
import { Endpoints } from '../../../src/webhooks/endpoints.js';
import { WebhookCaller } from '../../../src/webhooks/webhook-caller.js';
import { FRIDAY_TEN, Stage } from '../delivery/stage.js';
import { Receiver } from './receiver.js';

const HOUR = 3_600_000;
const reach = { loopback: true };

let stage: Stage;
let receiver: Receiver;
let endpoints: Endpoints;
let secret: string;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(async () => stage.close());
beforeEach(async () => {
  stage.now = FRIDAY_TEN;
  receiver = await Receiver.start();
  endpoints = new Endpoints(stage.db, stage.sealer);
  await endpoints.remove('desk');
  secret = (await endpoints.add('desk', { url: receiver.url }))?.secret ?? '';
});
afterEach(async () => receiver.stop());

const caller = () =>
  new WebhookCaller({
    db: stage.db,
    clock: stage.clock,
    endpoints,
    profiles: { read: async (): Promise<Profile> => stage.profile },
    inbox: stage.inbox,
    reach,
  });
const call = (id: string) => caller().call(id);
const again = async (id: string) => {
  await stage.leaseEnds(id);
  return call(id);
};

async function asked(lead: string, change: Partial<WebhookCommand> = {}): Promise<string> {
  const id = randomUUID();
  const command: WebhookCommand = {
    kind: 'webhook',
    ref: `w${id.slice(0, 8)}`,
    journey: 'hot',
    step: 'call',
    endpoint: 'desk',
    body: {
      text: '用户{{ lead.name }}正在咨询产品{{ lead.lastProduct }}',
      score: '{{ lead.score }}',
    },
    at: stage.now,
    expiresAt: stage.now + 2 * HOUR,
    entry: {},
    lead: { score: 95, lastProduct: 'A' },
    ...change,
  };
  await stage.command(id, lead, command);
  return id;
}
const ids = () => receiver.received.map(({ headers }) => headers['webhook-id']);

describe('a webhook', () => {
  test('is posted once, filled in and signed after Standard Webhooks', async () => {
    const id = await asked(await stage.lead());
    expect(await call(id)).toEqual({ news: false, outcome: 'accepted' });
    expect(await call(id)).toMatchObject({ outcome: 'accepted' });
    expect(receiver.received).toHaveLength(1);
    const [{ headers, body } = { headers: {}, body: '' }] = receiver.received;
    expect(JSON.parse(body)).toEqual({ text: '用户王芳正在咨询产品A', score: 95 });
    const at = headers['webhook-timestamp'];
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
    const signature = createHmac('sha256', key)
      .update(`${id}.${String(at)}.${body}`)
      .digest('base64');
    expect(headers).toMatchObject({
      'webhook-id': id,
      'webhook-signature': `v1,${signature}`,
      'content-type': 'application/json; charset=utf-8',
    });
    expect(Math.abs(Date.now() / 1000 - Number(at))).toBeLessThan(60);
  });

  test('keeps nothing personal in the record', async () => {
    const id = await asked(await stage.lead());
    await call(id);
    expect(JSON.stringify(await stage.commandRow(id))).not.toContain('王芳');
  });

  test('is repeated under the same id on errors, hang-ups and redirections, later each time', async () => {
    receiver.answers.push({ status: 500 }, 'hang-up', { status: 302, headers: { location: '/' } });
    const id = await asked(await stage.lead());
    await expect(call(id)).rejects.toMatchObject({ message: 'HTTP 500', inMs: 5_000 });
    await expect(again(id)).rejects.toMatchObject({ message: 'ECONNRESET', inMs: 10_000 });
    await expect(again(id)).rejects.toMatchObject({ message: 'HTTP 302', inMs: 20_000 });
    expect(await again(id)).toMatchObject({ outcome: 'accepted' });
    expect(ids()).toEqual([id, id, id, id]);
  });

  test('stays away for as long as the receiver asks', async () => {
    receiver.answers.push({ status: 503, headers: { 'retry-after': '120' } });
    await expect(call(await asked(await stage.lead()))).rejects.toMatchObject({ inMs: 120_000 });
  });

  test('is made by one at a time', async () => {
    const id = await asked(await stage.lead());
    const both = await Promise.allSettled([call(id), call(id)]);
    expect(both.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0);
    expect(receiver.received).toHaveLength(1);
  });

  test('killed between acceptance and record is repeated under its id, for the receiver to know', async () => {
    const id = await asked(await stage.lead());
    const dying = new WebhookCaller({
      db: stage.db,
      clock: stage.clock,
      endpoints,
      profiles: { read: async () => stage.profile },
      inbox: stage.inbox,
      reach,
    });
    await dying.call(id);
    // What it had committed stays, the rest never was.
    await stage.db
      .updateTable('command')
      .set({ done_at: null, outcome: null, leased_until: new Date(Date.now() + 13_000) })
      .where('id', '=', id)
      .execute();
    await expect(call(id)).rejects.toMatchObject({ message: 'another attempt holds it' });
    expect(await again(id)).toMatchObject({ outcome: 'accepted' });
    expect(ids()).toEqual([id, id]);
  });
});

describe('a webhook that is not taken in time', () => {
  test('is given up: the engine is told once, and a person what to do', async () => {
    const lead = await stage.lead();
    const id = await asked(lead);
    receiver.answers.push({ status: 500 }, { status: 500 });
    await expect(call(id)).rejects.toMatchObject({ message: 'HTTP 500' });
    stage.now += 2 * HOUR - 20_000;
    expect(await again(id)).toEqual({ news: true, outcome: 'failed' });
    expect(await again(id)).toMatchObject({ outcome: 'failed' });
    const inputs = await stage.inputs(lead);
    expect(inputs.map(({ body }) => body)).toMatchObject([
      { kind: 'outcome', result: 'failed', reason: 'its last answer was: HTTP 500' },
    ]);
    const alert = await stage.db
      .selectFrom('alert')
      .selectAll()
      .where('subject', '=', id)
      .executeTakeFirstOrThrow();
    expect(alert.detail).toBe(
      'The webhook to desk (hot/call) was given up after 2 attempts: its last answer was: HTTP 500',
    );
    expect(alert.what_to_do).toContain('see whether the address of desk is right');
  });

  test('is never made late, and not at all where the receiver says that it is gone', async () => {
    const late = await asked(await stage.lead());
    stage.now += 2 * HOUR;
    expect(await call(late)).toEqual({ news: true, outcome: 'failed' });
    expect(receiver.received).toEqual([]);
    receiver.answers.push({ status: 410 });
    expect(await call(await asked(await stage.lead()))).toEqual({ news: true, outcome: 'failed' });
  });

  test('is not made for a lead that is erased, nor for one that only tests', async () => {
    const erased = await stage.lead();
    await stage.db.updateTable('lead').set({ status: 'erased' }).where('id', '=', erased).execute();
    expect(await call(await asked(erased))).toEqual({ news: false, outcome: 'erased' });
    const trial = await stage.lead({ test: true });
    expect(await call(await asked(trial))).toEqual({ news: false, outcome: 'test' });
    expect(receiver.received).toEqual([]);
  });
});

describe('an endpoint that nobody has made', () => {
  test('is an alert, and what waits for it goes when it is made', async () => {
    const desk = new EndpointDesk(stage.db, endpoints, reach, call);
    const id = await asked(await stage.lead(), { endpoint: 'crm' });
    await expect(call(id)).rejects.toMatchObject({ message: 'there is no endpoint crm' });
    expect(await stage.alerts()).toContain('webhook-endpoint-missing');
    await desk.add('crm', { url: receiver.url });
    expect(ids()).toEqual([id]);
    expect((await stage.commandRow(id)).outcome).toBe('accepted');
    expect(await stage.alerts()).not.toContain('webhook-endpoint-missing');
  });

  test('and whose call is refused still stands when it is made', async () => {
    const desk = new EndpointDesk(stage.db, endpoints, reach, call);
    const id = await asked(await stage.lead(), { endpoint: 'erp' });
    receiver.answers.push({ status: 503 });
    expect(await desk.add('erp', { url: receiver.url })).toMatchObject({ name: 'erp' });
    expect((await stage.commandRow(id)).done_at).toBeNull();
    expect(await desk.add('erp', { url: receiver.url })).toBeUndefined();
  });
});
