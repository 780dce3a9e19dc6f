import { describe, expect, it } from '@jest/globals';
import { inShanghai, shanghai } from '../../test/support/engine/china-2026.js';
import {
  HOUR,
  MINUTE,
  cap,
  journey,
  on,
  send,
  smallPlaybook,
} from '../../test/support/engine/small-playbook.js';
import { event, form, notes } from '../../test/support/engine/story.js';
import { specification } from '../../test/support/specification.js';
import type { Calendar, Lifetime, Policies, Send } from '../playbook/playbook.js';

const week = (...hours: [number, number][]): Calendar['week'] =>
  Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, hours]));
const calendar = (name: string, more: Partial<Calendar>): Calendar => ({
  name,
  always: false,
  timeZone: 'Asia/Shanghai',
  week: week([9 * 60, 18 * 60]),
  closed: [],
  open: [],
  spread: 0,
  ...more,
});
const OWN = calendar('own', { timeZone: 'lead' });
const NIGHT = calendar('night', { week: week([22 * 60, 6 * 60]) });

const days = (length: number): Lifetime => ({ length, unit: 'workdays', counts: 'open' });
const openTime = (length: number): Lifetime => ({ length, unit: 'ms', counts: 'open' });

function asking(more: Partial<Send>, policies: Partial<Policies> = {}) {
  const base = smallPlaybook({
    policies,
    journeys: [journey('ask', on('ask'), [send('ask', 'end', more)])],
  });
  return specification({ ...base, calendars: { ...base.calendars, own: OWN, night: NIGHT } });
}

const lead = (timeZone?: string) => {
  const captured = form('2026-09-21 10:00', {});
  return {
    ...captured,
    facts: { ...captured.facts, ...(timeZone === undefined ? {} : { timeZone }) },
  };
};

describe("a window in the lead's own time zone", () => {
  const { given } = asking({ window: 'own', expires: days(3) });

  it('opens at nine where the lead is', () => {
    // 10:00 in Shanghai is 03:00 in Berlin, whose nine o'clock is 16:00 in Shanghai.
    given(lead('Europe/Berlin'), event('2026-11-27 10:00', 'ask'))
      .when('2026-11-27 18:00')
      .sends(['2026-11-27 16:00:00 email ask']);
    given(lead('America/New_York'), event('2026-11-27 10:00', 'ask'))
      .when('2026-11-28 00:00')
      .sends(['2026-11-27 22:00:00 email ask']);
  });

  it("is the playbook's where the lead's is not known, or is none", () => {
    for (const zone of [undefined, 'Mars/Olympus'])
      given(lead(zone))
        .when(event('2026-11-27 10:00', 'ask'))
        .sends(['2026-11-27 10:00:00 email ask']);
  });

  it('is tested again where the lead has moved while its message was held', () => {
    const moved = {
      at: shanghai('2026-11-27 12:00'),
      facts: { timeZone: 'America/New_York' },
      body: { kind: 'update', by: 'client' } as const,
    };
    given(lead('Europe/Berlin'), event('2026-11-27 10:00', 'ask'), moved)
      .when('2026-11-28 00:00')
      .sends(['2026-11-27 22:00:00 email ask']);
  });

  it('stays nine in the morning when the clocks change', () => {
    given(lead('Europe/Berlin'), event('2027-03-27 10:00', 'ask'))
      .when('2027-03-28 00:00')
      .sends(['2027-03-27 16:00:00 email ask']);
    given(lead('Europe/Berlin'), event('2027-03-29 10:00', 'ask'))
      .when('2027-03-30 00:00')
      .sends(['2027-03-29 15:00:00 email ask']);
  });
});

describe('a window over night', () => {
  const { given } = asking({ window: 'night', expires: openTime(24 * HOUR) });

  it.each([
    ['21:59:59', '2026-11-27 22:00:00'],
    ['22:00', '2026-11-27 22:00:00'],
    ['23:59:59', '2026-11-27 23:59:59'],
  ])('asked at %s in the evening, sends at %s', (time, sent) => {
    given(lead())
      .when([event(`2026-11-27 ${time}`, 'ask'), event('2026-11-28 12:00', 'ping')])
      .sends([`${sent} email ask`]);
  });

  it.each([
    ['00:00', '2026-11-28 00:00:00'],
    ['05:59:59', '2026-11-28 05:59:59'],
    ['06:00', '2026-11-28 22:00:00'],
  ])('asked at %s in the morning, sends at %s', (time, sent) => {
    given(lead())
      .when([event(`2026-11-28 ${time}`, 'ask'), event('2026-11-29 12:00', 'ping')])
      .sends([`${sent} email ask`]);
  });
});

describe('staleness', () => {
  const expiryOf = (expires: Lifetime, time: string) => {
    let until = '';
    asking(
      { window: 'working', expires },
      { caps: [cap(0, { whenCapped: { then: 'delay', atMost: 99 * 24 * HOUR } })] },
    )
      .given(lead())
      .when(event(time, 'ask'))
      .shows(({ state }) => {
        const { at } = state.enrolments[0] ?? {};
        until = at?.wait === 'held' ? inShanghai(at.expiresAt) : '';
      });
    return until;
  };

  it.each([
    ['a Friday evening', '2026-11-27 18:00', '2026-12-03 09:00:00'],
    ['a Friday at noon', '2026-11-27 12:00', '2026-12-02 12:00:00'],
    ['the evening before a nine-day holiday', '2026-09-30 18:00', '2026-10-12 09:00:00'],
  ])('counts three working days from %s', (_, asked, expires) => {
    expect(expiryOf(days(3), asked)).toBe(expires);
  });

  it.each([
    ['open minutes of one day', '2026-11-27 10:00', '2026-11-27 12:00:00'],
    ['over the close, on the next working day', '2026-11-27 17:00', '2026-11-30 10:00:00'],
    ['from the opening where it is shut', '2026-11-28 12:00', '2026-11-30 11:00:00'],
  ])('counts two hours as %s', (_, asked, expires) => {
    expect(expiryOf(openTime(2 * HOUR), asked)).toBe(expires);
  });

  it('drops the message at that moment, and records it', () => {
    const { given } = asking(
      { window: 'working', expires: openTime(30 * MINUTE) },
      { caps: [cap(0, { whenCapped: { then: 'delay', atMost: 99 * 24 * HOUR } })] },
    );
    given(lead(), event('2026-11-27 17:45', 'ask'))
      .when('2026-12-31 00:00')
      .shows((seen) => {
        expect(seen.out).toEqual([]);
        expect(notes(seen, 'policy').at(-1)).toMatchObject({
          when: '2026-11-30 09:15:00',
          note: { result: { verdict: 'skipped', why: 'expired' } },
        });
      });
  });
});

describe('consent by channel and purpose', () => {
  const consenting = (...given: [channel: string, purpose: string][]) => {
    const captured = lead();
    const consent = given.map(([channel, purpose]) => ({
      channel,
      purpose,
      granted: true,
      by: 'lead' as const,
    }));
    return { ...captured, facts: { ...captured.facts, consent } };
  };
  const ask = event('2026-11-27 10:00', 'ask');

  it('asks for the category, and a send may ask for a purpose of its own', () => {
    asking({})
      .given(consenting(['email', 'marketing']))
      .when(ask)
      .sends(['2026-11-27 10:00:00 email ask']);
    asking({})
      .given(consenting(['email', 'newsletter']))
      .when(ask)
      .sends([]);
    asking({ purpose: 'newsletter' })
      .given(consenting(['email', 'newsletter']))
      .when(ask)
      .shows(({ out, commands }) => {
        expect(out).toEqual(['2026-11-27 10:00:00 email ask']);
        expect(commands).toMatchObject([{ purpose: 'newsletter' }]);
      });
    asking({ purpose: 'newsletter' })
      .given(consenting(['email', 'marketing']))
      .when(ask)
      .sends([]);
  });

  it('of another channel is none', () => {
    asking({})
      .given(consenting(['sms', 'marketing']))
      .when(ask)
      .sends([]);
  });

  it('is needed by an operational message too, where that names a purpose', () => {
    asking({ category: 'operational', purpose: 'survey' }).given(consenting()).when(ask).sends([]);
    asking({ category: 'operational' })
      .given(consenting())
      .when(ask)
      .sends(['2026-11-27 10:00:00 email ask']);
  });
});
