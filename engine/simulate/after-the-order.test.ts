import { describe, expect, it } from '@jest/globals';
import { inShanghai, shanghai } from '../../test/support/engine/china-2026.js';
import { event, form, notes } from '../../test/support/engine/story.js';
import { preset } from '../../test/support/playbook/presets.js';
import { specification } from '../../test/support/specification.js';
import { hash } from '../hash.js';
import type { JsonObject } from '../json.js';
import type { Scripted } from './simulate.js';

const playbook = preset('lead-to-conversion');
const { given } = specification(playbook);
const spread = (hash('simulated') % 900) * 1_000;
const opening = (time: string) => inShanghai(shanghai(time) + spread);

/** Tuesday 2026-03-03, ten o'clock, reachable by mail and SMS; no holiday is near. */
const asked = form('2026-03-03 10:00', { position: '专员' });
const captured: Scripted = {
  ...asked,
  facts: { ...asked.facts, reach: { email: 'ok', sms: 'ok', wecom: 'none' } },
};
const order = (time: string, orderId: string, more: JsonObject = {}) =>
  event(time, 'order_placed', { orderId, amount: 500_000, ...more });
const refund = (time: string, orderId: string, more: JsonObject = {}) =>
  event(time, 'order_refunded', { orderId, amount: 500_000, full: true, ...more });
const seen = (time: string) => event(time, 'pricing_page_visited');
/** Wednesday. */
const first = order('2026-03-04 11:00', 'O-1');

describe('order placed', () => {
  it('is confirmed by SMS and by mail at once, at any hour, and each order its own', () => {
    given(captured)
      .when([order('2026-03-07 23:30', 'O-1'), order('2026-03-07 23:31', 'O-2')])
      .sends([
        '2026-03-07 23:30:00 sms order-confirmation-sms',
        '2026-03-07 23:30:00 email order-confirmation',
        '2026-03-07 23:31:00 sms order-confirmation-sms',
        '2026-03-07 23:31:00 email order-confirmation',
      ]);
  });

  it('told twice is confirmed once', () => {
    given(captured, first).when(order('2026-03-05 11:00', 'O-1')).sends([]);
  });

  it('is not confirmed when its refund was there first', () => {
    given(captured, refund('2026-03-04 10:00', 'O-1'))
      .when(first)
      .shows((what) => {
        expect(what.out).toEqual([]);
        expect(notes(what, 'passed-over', { journey: 'order' })).toMatchObject([
          { note: { why: 'exit', tested: [{ condition: 'order: refunded', saw: 'refunded' }] } },
        ]);
      });
  });

  it('goes over a full cap, and is counted in none', () => {
    // The welcome on Tuesday 10:00, the case an hour later, the video on Friday 11:00.
    const { facts, ...rest } = captured;
    const director = { ...rest, facts: { ...facts, attributes: { position: '总监' } } };
    const full = [director, seen('2026-03-06 11:30')];
    const capped: Scripted = {
      at: shanghai('2026-03-06 11:40'),
      body: { kind: 'control', control: { do: 'enrol', journey: 'dormant' } },
    };
    given(...full)
      .when(capped)
      .shows((what) => {
        expect(notes(what, 'policy')).toMatchObject([
          { note: { result: { verdict: 'held', why: 'cap', used: 3, max: 3 } } },
        ]);
      });
    given(...full)
      .when(order('2026-03-06 12:00', 'O-1'))
      .shows(({ out, state }) => {
        expect(out).toEqual([
          '2026-03-06 12:00:00 sms order-confirmation-sms',
          '2026-03-06 12:00:00 email order-confirmation',
        ]);
        expect(state.sends).toHaveLength(3);
      });
  });
});

describe('logistics when shipped', () => {
  const shipped = (time: string, orderId: string) =>
    event(time, 'order_shipped', { orderId, carrier: '顺丰', trackingNo: `SF-${orderId}` });

  it('are told for the order that was shipped, with its tracking number', () => {
    given(captured, first, order('2026-03-04 12:00', 'O-2'))
      .when(shipped('2026-03-05 20:00', 'O-2'))
      .shows(({ out, commands }) => {
        expect(out).toEqual(['2026-03-05 20:00:00 sms order-shipped']);
        expect(commands).toMatchObject([
          { key: 'O-2', entry: { orderId: 'O-2', carrier: '顺丰', trackingNo: 'SF-O-2' } },
        ]);
      });
  });

  it('are told once, by mail where no SMS reaches, and not for an order that was given back', () => {
    given(asked, first, shipped('2026-03-05 20:00', 'O-1'))
      .when(shipped('2026-03-05 21:00', 'O-1'))
      .sends([]);
    given(asked, first)
      .when(shipped('2026-03-05 20:00', 'O-1'))
      .sends(['2026-03-05 20:00:00 email order-shipped']);
    given(captured, first, refund('2026-03-05 19:00', 'O-1'))
      .when(shipped('2026-03-05 20:00', 'O-1'))
      .sends([]);
  });
});

describe('7 days after each purchase', () => {
  it('the usage guide, at that minute, with a service person', () => {
    given(captured, first).when('2026-03-11 10:59').sends([]);
    given(captured, first)
      .when('2026-03-11 11:00')
      .sends(['2026-03-11 11:00:00 assign service', '2026-03-11 11:00:00 email usage-guide']);
  });

  it.each([
    ['2026-03-03 17:59', '2026-03-10 17:59:00'],
    // Qingming: closed from Saturday 04-04 to Monday 04-06.
    ['2026-03-27 17:59:59', '2026-04-03 17:59:59'],
    ['2026-03-27 18:00', opening('2026-04-07 09:00')],
    ['2026-03-03 18:00', opening('2026-03-11 09:00')],
    ['2026-03-06 18:00', opening('2026-03-16 09:00')],
  ])('within working hours: ordered %s, sent %s', (ordered, sent) => {
    given(captured, order(ordered, 'O-1'))
      .when('2026-04-07 12:00')
      .shows(({ out }) => expect(out).toContain(`${sent} email usage-guide`));
  });

  it('not when all of it was given back, but when part of it was', () => {
    const all = refund('2026-03-11 10:59', 'O-1');
    given(captured, first, all).when('2026-03-11 12:00').sends([]);
    const part = refund('2026-03-11 10:59', 'O-1', { amount: 499_999, full: false });
    given(captured, first, part)
      .when('2026-03-11 12:00')
      .shows(({ out }) => expect(out).toHaveLength(2));
    const rest = refund('2026-03-11 10:59', 'O-1', { amount: 1, full: false });
    given(captured, first, { ...part, at: part.at - 60_000 }, rest)
      .when('2026-03-11 12:00')
      .sends([]);
  });

  it('asks for the person who has served the lead before', () => {
    const closed = event('2026-03-13 10:00', 'ticket.feedback', {
      ticket: 'ticket-t4',
      result: 'won',
    });
    const again = order('2026-03-13 11:00', 'O-2');
    given(captured, first, closed, again, seen('2026-03-20 10:59'))
      .when('2026-03-20 11:00')
      .shows(({ out, commands }) => {
        expect(out).toEqual([
          '2026-03-20 11:00:00 assign service',
          '2026-03-20 11:00:00 email usage-guide',
        ]);
        expect(commands[0]).toMatchObject({
          queue: 'service',
          strategy: 'sticky',
          ifOpen: 'keep',
          reason: '客户关怀：订单 O-2',
        });
      });
  });

  it('two orders of one minute have one person', () => {
    given(captured, first, order('2026-03-04 11:00', 'O-2'))
      .when('2026-03-11 11:00')
      .sends([
        '2026-03-11 11:00:00 assign service',
        '2026-03-11 11:00:00 email usage-guide',
        '2026-03-11 11:00:00 email usage-guide',
      ]);
  });
});

describe('90 days without another order', () => {
  const active = seen('2026-05-20 10:00');
  const coupon = (time: string) => `${time} email returning-customer`;

  it('a coupon, at that minute', () => {
    given(captured, first, active).when('2026-06-02 10:59').shows(notYet);
    given(captured, first, active)
      .when('2026-06-02 11:00')
      .shows(({ out }) => expect(out).toContain(coupon('2026-06-02 11:00:00')));
  });

  it('counted anew from another order', () => {
    given(captured, first, active, order('2026-06-02 10:59', 'O-2'))
      .when('2026-08-31 10:58')
      .shows(notYet);
    given(captured, first, active, order('2026-06-02 10:59', 'O-2'))
      .when('2026-08-31 10:59')
      .shows(({ out }) => expect(out).toContain(coupon('2026-08-31 10:59:00')));
  });

  it('not counted anew from an old order told again, which brings no second coupon either', () => {
    given(captured, first, active, order('2026-05-21 10:00', 'O-1'))
      .when('2026-06-02 11:00')
      .shows(({ out }) => expect(out).toContain(coupon('2026-06-02 11:00:00')));
    given(captured, first, active, seen('2026-06-03 10:00'))
      .when([order('2026-06-04 10:00', 'O-1'), seen('2026-06-04 12:00')])
      .shows(notYet);
  });

  it('never after the lead has withdrawn its consent: the wait for it ends in that moment', () => {
    const withdrawn: Scripted = {
      at: shanghai('2026-04-01 10:00'),
      facts: { consent: [{ channel: 'email', purpose: 'marketing', granted: false, by: 'lead' }] },
      body: { kind: 'update', by: 'lead' },
    };
    given(captured, first)
      .when(withdrawn)
      .shows((what) =>
        expect(notes(what, 'exited', { journey: 'win-back' })).toMatchObject([
          { when: '2026-04-01 10:00:00', note: { why: 'exit' } },
        ]),
      );
    given(captured, first, withdrawn)
      .when('2026-12-31 00:00')
      .shows((what) => notYet(what));
  });

  it('never without any consent to marketing', () => {
    const { facts, ...rest } = captured;
    given({ ...rest, facts: { ...facts, consent: [] } }, first, active)
      .when('2026-12-31 00:00')
      .shows((what) => {
        notYet(what);
        expect(notes(what, 'policy', { step: 'coupon' })).toMatchObject([
          { when: '2026-06-02 11:00:00', note: { result: { verdict: 'skipped', why: 'consent' } } },
        ]);
      });
  });

  function notYet({ out }: { out: string[] }) {
    expect(out.join()).not.toContain('returning-customer');
  }
});

describe('14 days after the first order', () => {
  it('an invitation to share, at that minute', () => {
    given(captured, first, seen('2026-03-18 10:58')).when('2026-03-18 10:59').sends([]);
    given(captured, first, seen('2026-03-18 10:58'))
      .when('2026-03-18 11:00')
      .sends(['2026-03-18 11:00:00 email share-invitation']);
  });

  it('on WeCom where that reaches the lead and may, else by mail', () => {
    const reach = { email: 'ok', sms: 'ok', wecom: 'ok' } as const;
    const known = { ...captured, facts: { ...captured.facts, reach } };
    given(known, first, seen('2026-03-18 10:58'))
      .when('2026-03-18 11:00')
      .sends(['2026-03-18 11:00:00 wecom share-invitation']);
    const no: Scripted = {
      at: shanghai('2026-03-05 10:00'),
      facts: { consent: [{ channel: 'wecom', purpose: 'marketing', granted: false, by: 'lead' }] },
      body: { kind: 'update', by: 'lead' },
    };
    given(known, first, no, seen('2026-03-18 10:58'))
      .when('2026-03-18 11:00')
      .sends(['2026-03-18 11:00:00 email share-invitation']);
  });

  it('not after the second, and not when no order is kept', () => {
    given(captured, first, order('2026-03-20 11:00', 'O-2'))
      .when('2026-04-10 12:00')
      .shows(({ out }) => expect(out.join()).not.toContain('share-invitation'));
    given(captured, first, refund('2026-03-17 11:00', 'O-1')).when('2026-03-18 12:00').sends([]);
  });
});

describe('a share confirmed by a person', () => {
  const confirmed = (time: string, shareId: string) =>
    event(time, 'experience_share_confirmed', { shareId });

  it('gives the service package once, with a mail within working hours', () => {
    given(captured, first)
      .when([confirmed('2026-03-06 20:00', 'S-1'), seen('2026-03-09 09:20')])
      .shows(({ out, commands }) => {
        expect(out).toEqual([
          '2026-03-06 20:00:00 grant service-pack-training-1',
          `${opening('2026-03-09 09:00')} email service-pack`,
        ]);
        expect(commands[0]).toMatchObject({ once: 'S-1' });
      });
    given(captured, first, confirmed('2026-03-06 10:00', 'S-1'))
      .when(confirmed('2026-03-06 11:00', 'S-2'))
      .sends([]);
  });

  it('gives nothing to who has bought nothing', () => {
    given(captured).when(confirmed('2026-03-06 10:00', 'S-1')).sends([]);
  });
});

describe('dormant: no activity for 90 days', () => {
  const last = seen('2026-05-20 10:00');
  const viewed = event('2026-05-20 10:00', 'product_page_viewed', { product: 'CRM' });

  it('a purchase reminder, at that minute', () => {
    given(captured, first, last)
      .when('2026-08-18 09:59')
      .shows(({ out, wakes }) => {
        expect(out.join()).not.toContain('purchase-reminder');
        expect(wakes?.because).toBe('dormant: nothing heard from the lead by then');
      });
    given(captured, first, last)
      .when('2026-08-18 10:00')
      .shows(({ out }) => expect(out.at(-1)).toBe('2026-08-18 10:00:00 email purchase-reminder'));
  });

  it('or news of a product like the one looked at', () => {
    given(captured, first, viewed)
      .when('2026-08-18 10:00')
      .shows(({ out, commands }) => {
        expect(out.at(-1)).toBe('2026-08-18 10:00:00 email product-news');
        expect(commands.at(-1)).toMatchObject({ lead: { lastProduct: 'CRM' } });
      });
  });

  it('not a second time before something was heard again', () => {
    given(captured, first, last, event('2026-08-19 10:00', 'ticket.contacted'))
      .when('2027-08-19 10:00')
      .sends([]);
    given(captured, first, last, seen('2026-08-19 10:00'))
      .when('2026-11-17 10:00')
      .sends(['2026-11-17 10:00:00 email purchase-reminder']);
  });

  it('not beside the coupon, and not for who is no customer', () => {
    given(captured, first)
      .when('2026-12-31 00:00')
      .shows(({ out }) => {
        expect(out.at(-1)).toBe('2026-06-02 11:00:00 email returning-customer');
      });
    given(captured)
      .when('2026-12-31 00:00')
      .shows(({ out }) => expect(out.join()).not.toMatch(/purchase-reminder|product-news/));
  });
});
