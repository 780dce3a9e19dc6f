import { afterEach, expect, test } from '@jest/globals';
import { Walk } from './support/walk.js';

let walk: Walk;
afterEach(() => walk.close());

const MAIL = 'email';

test('an A lead at once has a person in the same minute, and its weekly reading all the same', async () => {
  walk = await Walk.begin('a-at-once', '2026-06-03 14:05');
  await walk.track({ anonymousId: 'browser' }, 'pricing_page_visited');
  await walk.at('2026-06-03 14:20');
  const lead = await walk.capture(
    { position: 'CEO', companySize: '800', industry: '制造业' },
    { anonymousId: 'browser' },
  );
  expect(await lead.stands()).toBe('A 21, mql; wakes Wed 06-03 14:30');
  await walk.at('2026-06-03 14:27');
  await walk.post(`/v1/tickets/${await lead.ticket('sales')}/contact`, {});
  expect(await lead.stands()).toMatch(/^A 21, sal/);
  await walk.at('2026-06-04 11:00');
  await walk.post(`/v1/tickets/${await lead.ticket('sales')}/feedback`, { result: 'interested' });
  await walk.at('2026-07-03 14:20');

  expect(await lead.tickets()).toEqual([
    'Wed 06-03 14:20 sales, contact Wed 06-03 14:30, feedback Fri 06-05 14:20: interested',
  ]);
  expect(await lead.notices()).toEqual([
    'hot-lead by desk',
    'hot-lead by email',
    'hot-lead by wecom-app',
  ]);
  expect(await lead.messages()).toEqual([
    `Wed 06-03 14:20 ${MAIL} welcome-whitepaper`,
    `Wed 06-10 14:20 ${MAIL} industry-1`,
    `Wed 06-17 14:20 ${MAIL} industry-2`,
    `Wed 06-24 14:20 ${MAIL} industry-3`,
    `Wed 07-01 14:20 ${MAIL} industry-4`,
  ]);
  expect(await lead.stands()).toMatch(/^A 21, sql/);
});

test('a B lead that clicks for a demo gets a person and an invitation, and its reading over National Day', async () => {
  walk = await Walk.begin('b-demo', '2026-09-14 10:00');
  const lead = await walk.capture({ position: '市场总监', companySize: '200', industry: '零售' });
  expect(await lead.stands()).toBe('B 10, lead; wakes Mon 09-14 11:00');
  await walk.at('2026-09-14 14:00');
  await lead.clicks('case-study', 'demo');
  await walk.at('2026-10-14 10:00');

  expect(await lead.tickets()).toEqual(['Mon 09-14 14:00 service, contact Mon 09-14 14:10: open']);
  expect(await lead.messages()).toEqual([
    `Mon 09-14 10:00 ${MAIL} welcome-whitepaper`,
    `Mon 09-14 11:00 ${MAIL} case-study`,
    'Mon 09-14 14:00 sms one-to-one',
    `Mon 09-21 10:00 ${MAIL} industry-1`,
    `Mon 09-28 10:00 ${MAIL} industry-2`,
    `Thu 10-08 09:00+s ${MAIL} industry-3`,
  ]);
  expect(await lead.notes('exited')).toContainEqual(
    expect.objectContaining({ when: 'Mon 09-14 14:00', journey: 'nurture', why: 'goal' }),
  );
});

test('a B lead that does not click but watches the video becomes A by promotion, on a Sunday that is worked', async () => {
  walk = await Walk.begin('b-video', '2026-09-14 10:00');
  const lead = await walk.capture(
    { position: '市场总监', companySize: '200', industry: '零售' },
    { userId: 'u-3' },
  );
  await walk.at('2026-09-20 10:00');
  await walk.track({ userId: 'u-3' }, 'video_watched', {
    video: 'product-3min',
    seconds: 180,
    completed: true,
  });
  expect(await lead.stands()).toBe('A 15, mql; wakes Sun 09-20 10:10');
  await walk.at('2026-10-14 10:00');

  expect(await lead.tickets()).toEqual([
    'Sun 09-20 10:00 sales, contact Sun 09-20 10:10, feedback Tue 09-22 10:00: open',
  ]);
  expect(await lead.messages()).toEqual([
    `Mon 09-14 10:00 ${MAIL} welcome-whitepaper`,
    `Mon 09-14 11:00 ${MAIL} case-study`,
    `Thu 09-17 11:00 ${MAIL} product-video`,
    `Mon 09-21 10:00 ${MAIL} industry-1`,
    `Mon 09-28 10:00 ${MAIL} industry-2`,
    `Thu 10-08 09:00+s ${MAIL} industry-3`,
  ]);
  expect((await lead.notes('ticket')).map(({ what, when }) => `${when} ${what}`)).toEqual([
    'Sun 09-20 10:00 assigned',
    'Sun 09-20 10:10 contact-overdue',
    'Tue 09-22 10:00 feedback-overdue',
  ]);
});

test('a C lead gets one article a week, on a Saturday that is worked and after Spring Festival', async () => {
  walk = await Walk.begin('c-to-the-end', '2026-02-07 10:00');
  const lead = await walk.capture({ position: '专员', companySize: '50', industry: '零售' });
  expect(await lead.stands()).toBe('C 0, lead; wakes Sat 02-14 10:00');
  await walk.at('2026-03-09 10:00');

  expect(await lead.messages()).toEqual([
    `Sat 02-07 10:00 ${MAIL} welcome-whitepaper`,
    `Sat 02-14 10:00 ${MAIL} blog-1`,
    `Tue 02-24 09:00+s ${MAIL} guide-1`,
    `Tue 03-03 09:00+s ${MAIL} blog-2`,
  ]);
  expect(await lead.tickets()).toEqual([]);
});

test('a lead that unsubscribes midway leaves nurture and reading at once, and hears nothing more', async () => {
  walk = await Walk.begin('unsubscribes', '2026-03-02 10:00');
  const lead = await walk.capture({ position: '市场总监', companySize: '200', industry: '零售' });
  await walk.at('2026-03-03 09:30');
  await lead.unsubscribes('case-study');
  expect(await lead.journeys()).toEqual([]);
  await walk.at('2026-04-01 10:00');

  expect(await lead.messages()).toEqual([
    `Mon 03-02 10:00 ${MAIL} welcome-whitepaper`,
    `Mon 03-02 11:00 ${MAIL} case-study`,
  ]);
  expect(
    (await lead.notes('exited')).map(({ when, journey, why }) => `${when} ${journey} ${why}`),
  ).toEqual([
    'Mon 03-02 10:00 welcome done',
    'Tue 03-03 09:30 nurture exit',
    'Tue 03-03 09:30 reading exit',
  ]);
  expect(await lead.stands()).toBe('B 10, lead');
});

test('a lead that buys midway is a customer at once, and is cared for, won back, invited and woken when it falls silent', async () => {
  walk = await Walk.begin('buys-and-stays', '2026-03-02 10:00');
  const lead = await walk.capture(
    { position: '市场总监', companySize: '800', industry: '制造业' },
    { userId: 'u-6' },
  );
  expect(await lead.stands()).toBe('B 18, lead; wakes Mon 03-02 11:00');
  await walk.at('2026-03-03 10:00');
  await walk.track({ userId: 'u-6' }, 'webinar_attended', { webinar: 'spring' });
  expect(await lead.stands()).toBe('A 23, mql; wakes Tue 03-03 10:10');
  await walk.at('2026-03-04 10:00');
  await walk.track({ userId: 'u-6' }, 'order_placed', { orderId: 'O-1', amount: 500000 });
  expect(await lead.stands()).toBe('A 23, customer; wakes Wed 03-11 10:00');
  expect(await lead.journeys()).toEqual([
    'care/seven-days until Wed 03-11 10:00',
    'win-back/ninety until Tue 06-02 10:00',
    'referral/fortnight until Wed 03-18 10:00',
  ]);
  await walk.at('2026-03-05 20:00');
  const parcel = { orderId: 'O-1', carrier: '顺丰', trackingNo: 'SF-1' };
  await walk.track({ userId: 'u-6' }, 'order_shipped', parcel);
  await walk.at('2026-03-18 12:00');
  await walk.track({ userId: 'u-6' }, 'product_page_viewed', { product: 'CRM' });
  await walk.at('2026-03-20 10:00');
  await walk.track({ userId: 'u-6' }, 'experience_share_confirmed', { shareId: 'S-1' });
  await walk.at('2026-06-17 10:00');

  expect(await lead.tickets()).toEqual([
    'Tue 03-03 10:00 sales, contact Tue 03-03 10:10, feedback Thu 03-05 10:00: won',
    'Wed 03-11 10:00 service, contact Thu 03-12 10:00: open',
  ]);
  expect(await lead.messages()).toEqual([
    `Mon 03-02 10:00 ${MAIL} welcome-whitepaper`,
    `Mon 03-02 11:00 ${MAIL} case-study`,
    'Wed 03-04 10:00 sms order-confirmation-sms',
    `Wed 03-04 10:00 ${MAIL} order-confirmation`,
    'Thu 03-05 20:00 sms order-shipped',
    `Wed 03-11 10:00 ${MAIL} usage-guide`,
    `Wed 03-18 10:00 ${MAIL} share-invitation`,
    `Fri 03-20 10:00 ${MAIL} service-pack`,
    `Tue 06-02 10:00 ${MAIL} returning-customer`,
    `Tue 06-16 12:00 ${MAIL} product-news`,
  ]);
  expect(await lead.codes()).toEqual([expect.stringMatching(/^over-5000-less-500 HG/)]);
  expect(await lead.grants()).toEqual(['Fri 03-20 10:00 service-pack-training-1 S-1']);
  expect(await lead.journeys()).toEqual([]);
});
