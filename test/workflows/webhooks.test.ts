import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { compile } from '../../engine/playbook/compile.js';
import { Sealer } from '../../src/crypto/sealer.js';
import { Inbox } from '../../src/ingest/inbox.js';
import { Endpoints } from '../../src/webhooks/endpoints.js';
import { WebhookCaller } from '../../src/webhooks/webhook-caller.js';
import { Receiver } from '../integration/webhooks/receiver.js';
import { documentOf } from '../support/playbook/small.js';
import { until } from '../support/until.js';
import { LoopLab } from './support/loop-lab.js';

const HOUR = 3_600_000;

const playbook = compile(
  documentOf(`
schema: 1
playbook: welcome
timeZone: Asia/Shanghai
tiers: [{ id: C, from: 0 }]
events: { form_submitted: {} }
journeys:
  hot:
    enter: { event: form_submitted }
    steps:
      - id: call
        webhook: { endpoint: desk, body: { text: '{{ lead.name }} asks' }, expires: 1h }
        edges: { failed: instead }
      - id: day
        wait: 1d
        then: end
      - id: instead
        tag: nobody-called
`),
  1,
);

let lab: LoopLab;
let receiver: Receiver;
beforeAll(async () => {
  lab = await LoopLab.open(playbook);
});
afterAll(() => lab.close());
beforeEach(async () => {
  receiver = await Receiver.start();
  const sealer = new Sealer(Buffer.alloc(32, 1));
  const endpoints = new Endpoints(lab.leads.db, sealer);
  await endpoints.remove('desk');
  await endpoints.add('desk', { url: receiver.url });
  const caller = new WebhookCaller({
    db: lab.leads.db,
    clock: lab.temporal,
    endpoints,
    profiles: { read: async () => ({ personal: { name: '王芳' }, attributes: {}, sources: [] }) },
    inbox: new Inbox(sealer, lab.temporal),
    reach: { loopback: true },
  });
  lab.webhook = caller.call;
});
afterEach(() => receiver.stop());

const outcomes = async (lead: string) =>
  (await lab.leads.commands(lead)).map(({ kind, outcome }) => `${kind} ${outcome ?? 'open'}`);

describe('a webhook of a running lead', () => {
  test('is made beside the loop, and repeated until it is taken', async () => {
    receiver.answers.push({ status: 500 }, { status: 503 });
    const lead = await lab.create('form_submitted');
    for (let hour = 0; hour < 3 && receiver.received.length < 3; hour += 1)
      await lab.temporal.pass(60_000);
    await until(async () => (await outcomes(lead))[0] === 'webhook accepted');
    const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
    expect([ids.length, new Set(ids).size]).toEqual([3, 1]);
    expect(JSON.parse(receiver.received[0]?.body ?? '')).toEqual({ text: '王芳 asks' });
    expect((await lab.leads.row(lead)).revision).toBe(1);
    const history = JSON.stringify(await lab.temporal.run(lead).fetchHistory());
    expect(history).toContain('"activityType":{"name":"webhook"}');
    await lab.record(lead, 'calls-out');
  });

  test('that nobody takes in time comes back as a turn, and leads elsewhere', async () => {
    receiver.answers.push(...Array.from({ length: 50 }, () => ({ status: 500 })));
    const lead = await lab.create('form_submitted');
    await until(async () => receiver.received.length > 0);
    await lab.temporal.pass(2 * HOUR);
    await until(
      async () => (await lab.leads.row(lead)).state?.tags.includes('nobody-called') === true,
    );
    expect(await outcomes(lead)).toEqual(['webhook failed']);
  });
});
