import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { Channels } from '../../../src/delivery/providers/channels.js';
import type {
  MailProvider,
  OutgoingMessage,
  SendResult,
} from '../../../src/delivery/providers/mail-provider.js';
import { Assigner } from '../../../src/sales/assigner.js';
import { Notifier } from '../../../src/sales/notifier.js';
import { RepSeed } from '../../../src/sales/rep-seed.js';
import { TicketRecorder } from '../../../src/sales/tickets.js';
import { FRIDAY_TEN, playbook, Stage } from '../delivery/stage.js';

const playbooks = { get: async () => playbook };

let stage: Stage;
let assigner: Assigner;
let sent: OutgoingMessage[] = [];
let answers: SendResult[] = [];
const carrier: MailProvider = {
  name: 'scripted',
  repeatable: true,
  send: async (message) => {
    sent.push(message);
    return answers.shift() ?? { result: 'accepted', providerId: message.id };
  },
};
beforeAll(async () => {
  stage = await Stage.open();
  const { db, clock, inbox, sealer } = stage;
  assigner = new Assigner({ db, clock, inbox, playbooks, seed: new RepSeed(sealer) });
});
afterAll(async () => stage.close());
beforeEach(async () => {
  stage.now = FRIDAY_TEN;
  sent = [];
  answers = [];
  await sql`truncate ticket, command, notice, alert`.execute(stage.db);
});

const notifier = (provider: 'outbox' | 'resend' = 'outbox') =>
  new Notifier({
    db: stage.db,
    sealer: stage.sealer,
    channels: new Channels({ mail: { provider } }, carrier, carrier),
    templates: stage.templates,
    profiles: { read: async () => stage.profile },
    playbooks,
    sender: 'Leadloom <service@example.com>',
  });

const handedOver = async () => {
  const lead = await stage.lead();
  const ticket = await stage.ticket(lead);
  await assigner.assign(ticket);
  const contactDue = FRIDAY_TEN + 600_000;
  await stage.db
    .transaction()
    .execute(async (trx) =>
      new TicketRecorder().follow(trx, [
        { ticket, queue: 'sales', assignedAt: FRIDAY_TEN, contactDue },
      ]),
    );
  return lead;
};

describe('the owner of a ticket', () => {
  test('is told on every channel, whom to call, why and until when', async () => {
    const id = await stage.notification(await handedOver());
    expect(await notifier().notify(id)).toEqual({ news: false, outcome: 'desk+email+wecom-app' });
    const mail = sent.find(({ channel }) => channel === 'email');
    expect(mail).toMatchObject({
      to: expect.stringMatching(/@example\.com$/),
      body: { from: 'Leadloom <service@example.com>', subject: '王芳 需要联系' },
    });
    expect(mail?.body.text).toMatch(
      /^.+，请在 11月27日周五 10:10 前联系 王芳 \+8613800138000：A 类线索 https:\/\/desk/,
    );
  });

  test('is told once, however often it is asked for', async () => {
    const id = await stage.notification(await handedOver());
    await notifier().notify(id);
    const first = sent.length;
    expect(await notifier().notify(id)).toMatchObject({ outcome: 'desk+email+wecom-app' });
    expect(sent).toHaveLength(first);
  });

  test('gets the same text under the same id after an attempt that died', async () => {
    const id = await stage.notification(await handedOver(), { channels: ['email'] });
    answers = [{ result: 'unknown', reason: 'application_error', retryInMs: 5000 }];
    await expect(notifier().notify(id)).rejects.toMatchObject({ name: 'TryAgain', inMs: 5000 });
    const { profile } = stage;
    stage.profile = { ...profile, personal: { name: 'Other' } };
    await notifier().notify(id);
    stage.profile = profile;
    expect(sent).toHaveLength(2);
    expect(sent[1]).toEqual(sent[0]);
  });

  test('with a mail that is not taken still has it on the desk', async () => {
    const id = await stage.notification(await handedOver(), { channels: ['desk', 'email'] });
    answers = [
      { result: 'accepted', providerId: 'x' },
      { result: 'refused', reason: 'validation_error' },
    ];
    expect(await notifier().notify(id)).toMatchObject({ outcome: 'desk+email' });
    expect(await stage.alerts()).toEqual(['notice-unsent']);
    const notices = await stage.db.selectFrom('notice').select('channel').execute();
    expect(notices).toHaveLength(2);
  });

  test('is told only where this installation can reach anybody', async () => {
    const id = await stage.notification(await handedOver());
    expect(await notifier('resend').notify(id)).toMatchObject({ outcome: 'desk+email' });
    expect(sent.map(({ channel }) => channel)).toEqual(['email']);
  });
});

test('a notice nobody owns is on the desk for everybody', async () => {
  const id = await stage.notification(await stage.lead());
  expect(await notifier().notify(id)).toMatchObject({ outcome: 'desk' });
});

test.each([
  ['without a text', 'nothing'],
  ['whose text runs away', 'endless'],
])('a notice %s raises an alert and holds nobody up', async (_, template) => {
  const id = await stage.notification(await handedOver(), { template });
  expect(await notifier().notify(id)).toEqual({ news: false, outcome: 'nobody' });
  expect(await stage.alerts()).toEqual(['notice-untold']);
});
