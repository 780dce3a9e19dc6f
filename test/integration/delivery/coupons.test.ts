import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { CouponTerms } from '../../../engine/command.js';
import { loadCodes, poolState } from '../../../src/coupons/coupon-codes.js';
import type {
  MailProvider,
  OutgoingMessage,
  SendResult,
} from '../../../src/delivery/providers/mail-provider.js';
import { bodyPlace } from '../../../src/delivery/record-message.js';
import { FRIDAY_TEN, Stage } from './stage.js';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
beforeEach(() => {
  stage.now = FRIDAY_TEN;
});
afterAll(() => stage.close());

const terms = (more: Partial<CouponTerms> = {}): CouponTerms => ({
  coupon: 'back',
  off: 500_00,
  minOrder: 5_000_00,
  currency: 'CNY',
  valid: 30 * 86_400_000,
  ...more,
});
const message = async (coupon: CouponTerms, lead?: string) =>
  stage.message(lead ?? (await stage.lead()), {
    template: 'coupon',
    category: 'operational',
    window: 'anytime',
    coupon,
  });
/** A provider that answers the same to everything, and keeps what it was handed. */
class Outgoing implements MailProvider {
  readonly name = 'told';
  readonly repeatable = true;
  readonly sent: OutgoingMessage[] = [];
  constructor(private readonly answer: SendResult) {}
  async send(handed: OutgoingMessage): Promise<SendResult> {
    this.sent.push(handed);
    return this.answer;
  }
}
const textOf = async (id: string): Promise<string> => {
  const { body_sealed } = await stage.row(id);
  return stage.sealer.openJson<{ text: string }>(body_sealed, bodyPlace(id)).text;
};
const codesOf = (id: string) =>
  stage.db.selectFrom('coupon_code').selectAll().where('message_id', '=', id).execute();

test('a code is drawn with the message, shown in it, and kept with its lead and its last day', async () => {
  await loadCodes(stage.db, 'shown', ['B-2', 'A-1']);
  const lead = await stage.lead();
  const id = await message(terms({ pool: 'shown' }), lead);
  const [code] = await codesOf(id);
  expect(code).toMatchObject({ code: 'A-1', coupon: 'back', lead_id: lead });
  expect(code?.valid_until?.getTime()).toBe(stage.now + 30 * 86_400_000);
  expect(await textOf(id)).toContain('A-1 满 5,000 减 500');
  expect(await poolState(stage.db, 'shown')).toEqual({ pool: 'shown', free: 1, drawn: 1 });
});

test('a code that is made has its prefix, and no other message has it', async () => {
  const ids = [await message(terms({ prefix: 'HG' })), await message(terms({ prefix: 'HG' }))];
  const codes = (await Promise.all(ids.map(codesOf))).flat().map(({ code }) => code);
  expect(codes).toEqual([
    expect.stringMatching(/^HG[0-9A-Z]{10}$/),
    expect.stringMatching(/^HG[0-9A-Z]{10}$/),
  ]);
  expect(codes[0]).not.toBe(codes[1]);
});

test('ten messages at once draw ten codes, and an attempt again draws none', async () => {
  await loadCodes(
    stage.db,
    'many',
    Array.from({ length: 12 }, (_, place) => `M-${place}`),
  );
  const ids = await Promise.all(Array.from({ length: 10 }, () => message(terms({ pool: 'many' }))));
  const codes = (await Promise.all(ids.map(codesOf))).flat().map(({ code }) => code);
  expect(new Set(codes).size).toBe(10);
  const outgoing = new Outgoing({ result: 'later', retryInMs: 1, reason: 'busy' });
  await expect(stage.deliverer(outgoing).deliver(ids[0] ?? '')).rejects.toThrow('busy');
  expect(await poolState(stage.db, 'many')).toMatchObject({ drawn: 10, free: 2 });
});

test('with an empty pool the message waits, a person is told what to do, and it goes with a code once there are some', async () => {
  const id = await message(terms({ pool: 'empty' }));
  const outgoing = new Outgoing({ result: 'accepted', providerId: 'p-1' });
  const deliverer = stage.deliverer(outgoing);
  await expect(deliverer.deliver(id)).rejects.toThrow('pool of coupon codes is empty');
  expect(outgoing.sent).toEqual([]);
  expect(await stage.row(id)).toMatchObject({ status: 'queued', waits_for_pool: 'empty' });
  const alert = () =>
    stage.db
      .selectFrom('alert')
      .selectAll()
      .where('kind', '=', 'coupon-pool-empty')
      .where('subject', '=', 'empty')
      .executeTakeFirstOrThrow();
  expect((await alert()).what_to_do).toContain('POST /v1/coupons/empty/codes');

  await loadCodes(stage.db, 'empty', ['E-1']);
  expect((await alert()).resolved_at).not.toBeNull();
  await stage.leaseEnds(id);
  expect(await deliverer.deliver(id)).toMatchObject({ outcome: 'sent' });
  expect(outgoing.sent[0]?.body.text).toContain('E-1');
  expect(await stage.row(id)).toMatchObject({ status: 'sent', waits_for_pool: null });
});

test('a message whose pool stays empty expires, and takes no code with it', async () => {
  const id = await message(terms({ pool: 'never' }));
  const { expires_at } = await stage.row(id);
  stage.now = expires_at.getTime();
  const outgoing = new Outgoing({ result: 'accepted', providerId: 'p-2' });
  expect(await stage.deliverer(outgoing).deliver(id)).toMatchObject({ outcome: 'expired' });
  expect(await codesOf(id)).toEqual([]);
});
