import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { Command } from '../../../engine/command.js';
import { addressIndex } from '../../../src/delivery/address.js';
import type { MailProvider, SendResult } from '../../../src/delivery/providers/mail-provider.js';
import { ResendProvider } from '../../../src/delivery/providers/resend.js';
import { bodyPlace, toPlace } from '../../../src/delivery/record-message.js';
import { identify } from '../../../src/lifecycle/commands.js';
import { ResendMock } from '../../support/resend-mock/resend-mock.js';
import { FRIDAY_TEN, Stage } from './stage.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let stage: Stage;
let mock: ResendMock;
let resend: ResendProvider;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(async () => stage.close());
beforeEach(async () => {
  stage.now = FRIDAY_TEN;
  mock = await ResendMock.start();
  resend = new ResendProvider({ apiKey: 're_x', baseUrl: mock.url, requestsPerSecond: 1000 });
});
afterEach(async () => mock.stop());

const deliver = async (id: string, provider: MailProvider = resend) =>
  stage.deliverer(provider).deliver(id);
/** A provider that always answers this. */
const answering = (result: SendResult): MailProvider => ({
  name: 'scripted',
  repeatable: true,
  send: async () => result,
});
const outcomeOf = async (lead: string) =>
  (await stage.inputs(lead)).map(({ body }) => (body.kind === 'outcome' ? body : undefined));

describe('a message to a lead in a holdout', () => {
  test('is made like any other and stands in the record as withheld: nothing sends it', async () => {
    const id = await stage.message(await stage.lead(), { withhold: true });
    const row = await stage.row(id);
    expect(row).toMatchObject({ status: 'withheld', reason: 'holdout', template: 'case' });
    const body = stage.sealer.openJson<{ subject?: string }>(row.body_sealed, bodyPlace(id));
    expect(body.subject).toBe('（广告）王芳，您好');
    const [{ outcome } = {}] = identify(
      [{ kind: 'send', withhold: true } as Command],
      { id, epoch: 0 },
      1,
    );
    expect(outcome).toBe('withheld');
  });
});

describe('a message', () => {
  test('is made whole in the decision: recipient, text, tracked links, one-click unsubscribe', async () => {
    const id = await stage.message(await stage.lead());
    const { profile } = stage;
    stage.profile = { ...profile, personal: { name: 'Other', email: 'other@example.com' } };
    expect(await deliver(id)).toEqual({ news: false, outcome: 'sent' });
    stage.profile = profile;
    const [mail] = mock.accepted;
    expect(mail).toMatchObject({
      to: ['wang@example.com'],
      from: 'Leadloom <news@example.com>',
      subject: '（广告）王芳，您好',
      idempotencyKey: id,
      headers: { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
    });
    const link = /https:\/\/mail\.example\.com\/t\/c\/([\w.-]+)/.exec(mail?.text ?? '')?.[1] ?? '';
    expect(stage.tokens.read(link)).toEqual({
      kind: 'click',
      messageId: id,
      link: 'demo',
      url: 'https://example.com/demo',
    });
    expect(mail?.html).toContain('/t/o/');
    expect(mail?.headers?.['List-Unsubscribe']).toMatch(/^<https:\/\/mail\.example\.com\/u\/.+>$/);
  });

  test('that is operational carries no advertising mark and no unsubscribe header', async () => {
    const id = await stage.message(await stage.lead(), { category: 'operational' });
    await deliver(id);
    expect(mock.accepted[0]?.subject).toBe('王芳，您好');
    expect(mock.accepted[0]?.headers).toBeUndefined();
  });

  test('sent in time is no news and says so in the record', async () => {
    const lead = await stage.lead();
    const id = await stage.message(lead);
    await deliver(id);
    expect(await stage.row(id)).toMatchObject({
      status: 'sent',
      provider: 'resend',
      provider_id: mock.accepted[0]?.id,
      sent_at: new Date(FRIDAY_TEN),
    });
    expect(await stage.inputs(lead)).toEqual([]);
  });

  test('nothing personal of it stands in the record in plain', async () => {
    const id = await stage.message(await stage.lead());
    const { rows } = await sql<{ text: string }>`
      select concat(m::text, c::text) as text from message m join command c on c.id = m.id
      where m.id = ${id}`.execute(stage.db);
    expect(rows[0]?.text).not.toMatch(/wang@|王芳/);
  });

  test('asked for again after it went is not sent again', async () => {
    const id = await stage.message(await stage.lead());
    await deliver(id);
    expect(await deliver(id)).toEqual({ news: true, outcome: 'sent' });
    expect(mock.requests).toBe(1);
  });

  test('accepted more than five minutes late is told to the engine', async () => {
    const lead = await stage.lead();
    const id = await stage.message(lead);
    stage.now += 6 * MINUTE;
    expect(await deliver(id)).toEqual({ news: true, outcome: 'accepted' });
    expect(await outcomeOf(lead)).toEqual([
      expect.objectContaining({ result: 'accepted', at: stage.now }),
    ]);
  });
});

describe('right before the send it is tested again', () => {
  const refused = async (prepare: (lead: string, id: string) => Promise<unknown>) => {
    const lead = await stage.lead();
    const id = await stage.message(lead);
    await prepare(lead, id);
    const result = await deliver(id);
    expect(mock.requests).toBe(0);
    const { status, reason } = await stage.row(id);
    const [told] = await outcomeOf(lead);
    return { ...result, status, reason, told: told?.result };
  };

  test('without consent it does not go', async () => {
    expect(await refused(async (lead) => stage.consent(lead, false))).toEqual({
      news: true,
      outcome: 'refused',
      status: 'cancelled',
      reason: 'consent',
      told: 'refused',
    });
  });

  test('to a suppressed address it does not go', async () => {
    const suppress = async () => {
      const index = addressIndex(stage.sealer, 'email', 'WANG@example.com');
      await sql`insert into suppression (channel, to_index, reason) values ('email', ${index}, 'bounced')`.execute(
        stage.db,
      );
    };
    expect(await refused(suppress)).toMatchObject({ status: 'cancelled', reason: 'suppressed' });
    await sql`delete from suppression`.execute(stage.db);
  });

  test('once expired it does not go', async () => {
    const wait = async () => {
      stage.now += 24 * HOUR;
    };
    expect(await refused(wait)).toMatchObject({ status: 'expired', told: 'expired' });
  });

  test('late and outside its window it is held for the engine to decide again', async () => {
    const wait = async () => {
      stage.now += 9 * HOUR;
    };
    expect(await refused(wait)).toMatchObject({ status: 'held', told: 'held', outcome: 'held' });
  });

  test('an erased lead gets nothing, and nobody needs to know', async () => {
    const erase = async (lead: string) =>
      sql`update lead set status = 'erased' where id = ${lead}`.execute(stage.db);
    expect(await refused(erase)).toMatchObject({ news: false, status: 'cancelled' });
  });

  test('in time, or late within its window, it goes', async () => {
    const id = await stage.message(await stage.lead());
    stage.now += 2 * HOUR;
    expect(await deliver(id)).toMatchObject({ outcome: 'accepted' });
  });
});

describe('a message that cannot be made or carried', () => {
  const failing = async (change: Parameters<Stage['message']>[1]) => {
    const lead = await stage.lead();
    const id = await stage.message(lead, change);
    const result = await deliver(id);
    const [told] = await outcomeOf(lead);
    return { ...result, reason: (await stage.row(id)).reason, told: told?.result };
  };

  test('for want of a template fails, and the lead goes on', async () => {
    expect(await failing({ template: 'nothing' })).toMatchObject({
      told: 'failed',
      reason: 'no-template',
    });
  });

  test('because its template runs away fails without quoting the lead', async () => {
    const result = await failing({ template: 'endless' });
    expect(result.told).toBe('failed');
    expect(result.reason).toMatch(/^template-broken: \w+$/);
  });

  test('for want of an address fails', async () => {
    await stage.consent(await stage.lead(), true, 'wecom');
    expect(await failing({ channel: 'wecom' })).toMatchObject({ reason: 'no-address' });
  });

  test('never for want of an address on the site, which shows it to whoever it knows as this lead', async () => {
    const lead = await stage.lead();
    const id = await stage.message(lead, { channel: 'onsite', category: 'operational' });
    const row = await stage.row(id);
    expect(row).toMatchObject({ status: 'queued', reason: null });
    expect(String(stage.sealer.open(row.to_sealed ?? Buffer.alloc(0), toPlace(id)))).toBe(lead);
  });

  test('on a channel nobody carries is refused', async () => {
    const lead = await stage.lead();
    await stage.consent(lead, true, 'sms');
    const id = await stage.message(lead, { channel: 'sms' });
    expect(await deliver(id)).toEqual({ news: true, outcome: 'refused' });
    expect((await stage.row(id)).reason).toBe('unreachable');
  });

  test('because the provider refuses it says so', async () => {
    const lead = await stage.lead();
    const id = await stage.message(lead);
    const result = await deliver(id, answering({ result: 'refused', reason: 'validation_error' }));
    expect(result).toEqual({ news: true, outcome: 'refused' });
    expect(await outcomeOf(lead)).toEqual([
      expect.objectContaining({ result: 'refused', reason: 'validation_error' }),
    ]);
  });
});

describe('while the provider cannot take it', () => {
  test('it waits, with an alert when a person has to do something', async () => {
    const id = await stage.message(await stage.lead());
    const blocked: SendResult = {
      result: 'later',
      reason: 'invalid_api_key',
      retryInMs: 300_000,
      alert: 'Resend answers 403 invalid_api_key',
    };
    await expect(deliver(id, answering(blocked))).rejects.toMatchObject({ inMs: 300_000 });
    expect(await stage.row(id)).toMatchObject({ status: 'queued', first_attempt_at: null });
    expect(await stage.alerts()).toContain('mail-provider-blocked');
    const taken = answering({ result: 'accepted', providerId: 'after-all' });
    expect(await deliver(id, taken)).toEqual({ news: false, outcome: 'sent' });
    expect(await stage.alerts()).not.toContain('mail-provider-blocked');
  });

  test('nobody else takes it during an attempt', async () => {
    const id = await stage.message(await stage.lead());
    mock.faults.add({ do: 'delay', ms: 300 });
    const [first, second] = await Promise.allSettled([deliver(id), deliver(id)]);
    const results = [first, second].map(({ status }) => status).toSorted();
    expect(results).toEqual(['fulfilled', 'rejected']);
    expect(mock.requests).toBe(1);
  });
});

describe('a message that may have gone out', () => {
  const inDoubt = async () => {
    const lead = await stage.lead();
    const id = await stage.message(lead);
    mock.faults.add({ do: 'drop-after-accept' });
    await expect(deliver(id)).rejects.toMatchObject({ name: 'TryAgain' });
    expect((await stage.row(id)).status).toBe('sending');
    await stage.leaseEnds(id);
    return { lead, id };
  };

  test('is asked for again under its key and found accepted', async () => {
    const { id } = await inDoubt();
    expect(await deliver(id)).toEqual({ news: false, outcome: 'sent' });
    expect(mock.accepted).toHaveLength(1);
  });

  test('is not repeated after 23 hours, when its key may be forgotten: a person decides', async () => {
    const { lead, id } = await inDoubt();
    await sql`update message set first_attempt_at = now() - interval '23 hours' where id = ${id}`.execute(
      stage.db,
    );
    expect(await deliver(id)).toEqual({ news: true, outcome: 'doubt' });
    expect(await outcomeOf(lead)).toEqual([expect.objectContaining({ result: 'doubt' })]);
    expect(await stage.alerts()).toContain('message-in-doubt');
    expect(mock.requests).toBe(1);
  });

  test('is not repeated after consent was withdrawn', async () => {
    const { lead, id } = await inDoubt();
    await stage.consent(lead, false);
    expect(await deliver(id)).toEqual({ news: true, outcome: 'doubt' });
    expect(mock.requests).toBe(1);
  });

  test('is not repeated outside its window', async () => {
    const { id } = await inDoubt();
    stage.now += 9 * HOUR;
    await expect(deliver(id)).rejects.toMatchObject({ name: 'TryAgain' });
    expect(mock.requests).toBe(1);
  });

  test('is never repeated at a provider that cannot tell a repetition', async () => {
    const { id } = await inDoubt();
    const forgetful = { ...answering({ result: 'accepted', providerId: 'x' }), repeatable: false };
    expect(await deliver(id, forgetful)).toEqual({ news: true, outcome: 'doubt' });
  });

  test('stays in doubt when the next attempt is only told to wait', async () => {
    const { id } = await inDoubt();
    const wait: SendResult = { result: 'later', reason: 'rate_limit_exceeded', retryInMs: 1000 };
    await expect(deliver(id, answering(wait))).rejects.toMatchObject({ inMs: 1000 });
    expect((await stage.row(id)).status).toBe('sending');
  });
});

test('a test lead is carried by the outbox, whatever carries real mail', async () => {
  const lead = await stage.lead({ test: true });
  const id = await stage.message(lead);
  const seen: string[] = [];
  const provider: MailProvider = {
    name: 'either',
    repeatable: true,
    send: async ({ to }) => {
      seen.push(to);
      return { result: 'accepted', providerId: id };
    },
  };
  await deliver(id, provider);
  expect(seen).toEqual(['wang@example.com']);
});
