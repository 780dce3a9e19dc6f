import { afterEach, describe, expect, test } from '@jest/globals';
import { Walk } from './support/walk.js';

let walk: Walk;
afterEach(() => walk.close());

describe('a manager of 800 staff in manufacturing, who consents to mail', () => {
  test('goes from C to B by the whitepaper, is nurtured over two weekends, and reads on', async () => {
    walk = await Walk.begin('timeline-1', '2026-11-27 17:58');
    const lead = await walk.capture({ position: '经理', companySize: '800', industry: '制造业' });
    expect(await lead.stands()).toBe('C 8, lead; wakes Fri 12-04 17:58');

    await walk.at('2026-11-28 10:00');
    await lead.clicks('welcome-whitepaper', 'whitepaper');
    expect(await lead.stands()).toBe('B 10, lead; wakes Sat 11-28 11:00');
    expect((await lead.notes('mark')).map(({ mark, when }) => `${when} ${mark}`)).toContain(
      'Sat 11-28 10:00 score:10',
    );

    await walk.at('2026-11-28 11:01');
    expect(await lead.journeys()).toEqual([
      'reading/week until Fri 12-04 17:58',
      'nurture/case until Mon 11-30 09:00+s',
    ]);
    expect(await lead.messages()).toHaveLength(1);

    await walk.at('2026-12-18 17:59');
    expect(await lead.messages()).toEqual([
      'Fri 11-27 17:58 email welcome-whitepaper',
      'Mon 11-30 09:00+s email case-study',
      'Thu 12-03 09:00+s email product-video',
      'Mon 12-07 09:00+s email trial-invitation',
      'Fri 12-18 17:58 email industry-1',
    ]);
    const reading = (await lead.notes('moved')).filter(({ journey }) => journey === 'reading');
    expect(
      reading.filter(({ step }) => step === 'choose').map(({ when, to }) => `${when} ${to}`),
    ).toEqual(['Fri 12-04 17:58 week', 'Fri 12-11 17:58 week', 'Fri 12-18 17:58 industry']);
    expect(await lead.notes('exited')).toContainEqual(
      expect.objectContaining({ when: 'Mon 12-14 09:00+s', journey: 'nurture', why: 'done' }),
    );
  });

  test('is A at capture with an earlier anonymous visit to the prices and the position of a director', async () => {
    walk = await Walk.begin('timeline-1-director', '2026-11-27 17:40');
    await walk.track({ anonymousId: 'browser' }, 'pricing_page_visited');
    await walk.at('2026-11-27 17:58');
    const lead = await walk.capture(
      { position: '总监', companySize: '800', industry: '制造业' },
      { anonymousId: 'browser' },
    );
    expect(await lead.stands()).toBe('A 21, mql; wakes Mon 11-30 09:08');
    await walk.at('2026-12-02 10:00');
    expect(await lead.tickets()).toEqual([
      'Fri 11-27 17:58 sales, contact Mon 11-30 09:08, feedback Tue 12-01 17:58: open',
    ]);
    expect(await lead.messages()).toEqual(['Fri 11-27 17:58 email welcome-whitepaper']);
    expect(await lead.notes('passed-over')).toMatchObject([
      {
        when: 'Fri 11-27 17:58',
        journey: 'nurture',
        why: 'guard',
        tested: [{ saw: 'A', holds: false }, { holds: true }],
      },
    ]);
  });
});

describe('a marketing director of 200 staff in retail', () => {
  test('is nurtured across National Day, promoted by the video, and handed over', async () => {
    walk = await Walk.begin('timeline-2', '2026-09-29 10:00');
    const lead = await walk.capture(
      { position: '市场总监', companySize: '200', industry: '零售' },
      { userId: 'lead-2' },
    );
    expect(await lead.stands()).toBe('B 10, lead; wakes Tue 09-29 11:00');

    await walk.at('2026-10-02 11:01');
    expect(await lead.journeys()).toContain('nurture/video until Thu 10-08 09:00+s');

    await walk.at('2026-10-08 20:15');
    await walk.track({ userId: 'lead-2' }, 'video_watched', {
      video: 'product-3min',
      seconds: 180,
      completed: true,
    });
    expect(await lead.stands()).toBe('A 15, mql; wakes Fri 10-09 09:10');
    expect(
      (await lead.notes('exited')).filter(({ journey }) => journey === 'nurture'),
    ).toMatchObject([{ when: 'Thu 10-08 20:15', why: 'goal' }]);
    expect(await lead.tickets()).toEqual([
      'Thu 10-08 20:15 sales, contact Fri 10-09 09:10, feedback Mon 10-12 09:00: open',
    ]);
    expect(await lead.notices()).toContain('hot-lead by desk');

    await walk.at('2026-10-09 09:06');
    await walk.post(`/v1/tickets/${await lead.ticket('sales')}/contact`, {});
    expect(await lead.stands()).toBe('A 15, sal; wakes Mon 10-12 09:00');

    await walk.at('2026-10-10 15:00');
    await walk.post(`/v1/tickets/${await lead.ticket('sales')}/feedback`, { result: 'interested' });
    expect(await lead.stands()).toBe('A 15, sql; wakes Tue 10-13 10:00');

    await walk.at('2026-10-13 10:01');
    expect(await lead.messages()).toEqual([
      'Tue 09-29 10:00 email welcome-whitepaper',
      'Tue 09-29 11:00 email case-study',
      'Thu 10-08 09:00+s email product-video',
      'Tue 10-13 10:00 email industry-1',
    ]);
    const overdue = (await lead.notes('ticket')).filter(({ what }) => what.endsWith('overdue'));
    expect(overdue).toEqual([]);
  });
});

describe('a CEO of 800 staff in manufacturing, with two orders', () => {
  const who = { userId: 'lead-3' };
  const order = (orderId: string) => ({ orderId, amount: 600_000, items: [{ sku: 'crm' }] });

  /** A at once, sold to within the fortnight: two orders in three days. */
  async function soldTwice(name: string) {
    walk = await Walk.begin(name, '2026-06-03 14:05');
    await walk.track({ anonymousId: 'browser' }, 'pricing_page_visited');
    await walk.at('2026-06-03 14:20');
    const lead = await walk.capture(
      { position: 'CEO', companySize: '800', industry: '制造业' },
      { anonymousId: 'browser', ...who },
    );
    expect(await lead.stands()).toBe('A 21, mql; wakes Wed 06-03 14:30');
    await walk.at('2026-06-03 14:27');
    await walk.post(`/v1/tickets/${await lead.ticket('sales')}/contact`, {});
    await walk.at('2026-06-04 11:00');
    await walk.post(`/v1/tickets/${await lead.ticket('sales')}/feedback`, { result: 'interested' });
    expect(await lead.stands()).toBe('A 21, sql; wakes Wed 06-10 14:20');
    await walk.at('2026-06-16 21:40');
    await walk.track(who, 'order_placed', order('O-1001'));
    expect(await lead.stands()).toBe('A 21, customer; wakes Tue 06-23 21:40');
    await walk.at('2026-06-18 15:00');
    await walk.track(who, 'order_placed', order('O-1002'));
    expect(await lead.journeys()).toEqual([
      'care/seven-days until Tue 06-23 21:40',
      'referral/fortnight until Tue 06-30 21:40',
      'care/seven-days until Thu 06-25 15:00',
      'win-back/ninety until Wed 09-16 15:00',
    ]);
    return lead;
  }
  const confirmed = [
    'Wed 06-03 14:20 email welcome-whitepaper',
    'Wed 06-10 14:20 email industry-1',
    'Tue 06-16 21:40 sms order-confirmation-sms',
    'Tue 06-16 21:40 email order-confirmation',
    'Thu 06-18 15:00 sms order-confirmation-sms',
    'Thu 06-18 15:00 email order-confirmation',
  ];
  const sales = 'Wed 06-03 14:20 sales, contact Wed 06-03 14:30, feedback Fri 06-05 14:20: won';

  test('is confirmed, cared for by one person, invited, rewarded once, and won back', async () => {
    const lead = await soldTwice('timeline-3');
    await walk.at('2026-06-23 21:41');
    expect(await lead.journeys()).toContain('care/guide until Wed 06-24 09:00+s');
    await walk.at('2026-07-03 16:00');
    await walk.track(who, 'experience_shared', { channel: 'wechat', shareId: 'S-1' });
    await walk.at('2026-07-06 10:00');
    await walk.track(who, 'experience_share_confirmed', { shareId: 'S-1' });
    await walk.track(who, 'experience_share_confirmed', { shareId: 'S-2' });
    await walk.at('2026-09-16 15:01');

    expect(await lead.messages()).toEqual([
      ...confirmed,
      'Wed 06-24 09:00+s email usage-guide',
      'Thu 06-25 15:00 email usage-guide',
      'Wed 07-01 09:00+s email share-invitation',
      'Mon 07-06 10:00 email service-pack',
      'Wed 09-16 15:00 email returning-customer',
    ]);
    expect(await lead.tickets()).toEqual([
      sales,
      'Tue 06-23 21:40 service, contact Thu 06-25 09:00: open',
    ]);
    expect(await lead.grants()).toEqual(['Mon 07-06 10:00 service-pack-training-1 S-1']);
    expect(await lead.codes()).toHaveLength(1);
  });

  test('with the second order refunded has no second care, and the coupon 90 days after the first', async () => {
    const lead = await soldTwice('timeline-3-refunded');
    await walk.at('2026-06-20 12:00');
    const refund = { orderId: 'O-1002', amount: 600_000, full: true };
    await walk.track(who, 'order_refunded', refund);
    expect(await lead.journeys()).toContain('win-back/ninety until Mon 09-14 21:40');
    await walk.at('2026-09-15 10:00');

    expect(await lead.messages()).toEqual([
      ...confirmed,
      'Wed 06-24 09:00+s email usage-guide',
      'Wed 07-01 09:00+s email share-invitation',
      'Tue 09-15 09:00+s email returning-customer',
    ]);
  });
});
