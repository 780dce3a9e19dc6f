import { describe, expect, it } from '@jest/globals';
import { inShanghai, shanghai } from '../../test/support/engine/china-2026.js';
import {
  DAY,
  HOUR,
  awaits,
  cap,
  journey,
  on,
  send,
  smallPlaybook,
  wait,
} from '../../test/support/engine/small-playbook.js';
import { event, form, notes } from '../../test/support/engine/story.js';
import { specification } from '../../test/support/specification.js';
import type { MessageResult } from '../input.js';
import type { Json } from '../json.js';

const captured = form('2026-11-27 10:00', {});
const outcome = (time: string, result: MessageResult, at = time) => ({
  at: shanghai(time),
  body: { kind: 'outcome', ref: 'm1', result, at: shanghai(at) } as const,
});
const click = (time: string, properties: { [name: string]: Json } = {}) =>
  event(time, 'message.clicked', { ref: 'm1', link: 'demo', ...properties });

describe('engagement', () => {
  const chase = journey('chase', on('form_submitted'), [
    send('case', 1),
    awaits('clicked', { is: 'engages', what: 'clicked', step: 'case' }, 'end', 3 * DAY, 2),
    send('video', 'end'),
  ]);
  const playbook = smallPlaybook({
    journeys: [chase],
    links: { whitepaper: { emits: { event: 'downloaded', properties: { title: 'T' } } } },
  });
  const { given } = specification(playbook);

  it('with the mail that this enrolment sent ends its wait', () => {
    given(captured, click('2026-11-28 10:00')).when('2026-12-31 00:00').sends([]);
    given(captured).when('2026-12-31 00:00').sends(['2026-11-30 10:00:00 email video']);
  });

  it('with another mail does not', () => {
    given(captured, click('2026-11-28 10:00', { ref: 'm9', journey: 'other', step: 'case' }))
      .when('2026-12-31 00:00')
      .sends(['2026-11-30 10:00:00 email video']);
  });

  it('is known by the message, so a journey may ask by template', () => {
    const demo = journey(
      'demo',
      on('message.clicked', [
        { property: 'template', test: { op: 'eq', value: 'case' } },
        { property: 'link', test: { op: 'eq', value: 'demo' } },
      ]),
      [send('one-to-one', 'end')],
    );
    specification(smallPlaybook({ journeys: [chase, demo] }))
      .given(captured)
      .when(click('2026-11-28 10:00'))
      .sends(['2026-11-28 10:00:00 email one-to-one']);
  });

  it('is remembered for branches', () => {
    given(
      captured,
      click('2026-11-28 10:00'),
      event('2026-11-28 11:00', 'message.opened', { ref: 'm1' }),
    )
      .when('2026-11-28 12:00')
      .shows(({ state }) => {
        expect(state.messages).toMatchObject([
          {
            ref: 'm1',
            clicked: { demo: shanghai('2026-11-28 10:00') },
            openedAt: shanghai('2026-11-28 11:00'),
          },
        ]);
      });
  });

  it('by a machine says nothing', () => {
    given(captured, click('2026-11-28 10:00', { machine: true }))
      .when('2026-11-28 12:00')
      .shows(({ state }) => expect(state.messages[0]?.clicked).toBeUndefined());
  });

  it('with a named link may stand for an event of its own', () => {
    const thanks = journey('thanks', on('downloaded'), [send('thanks', 'end')]);
    const links = playbook.links;
    specification(smallPlaybook({ journeys: [chase, thanks], links }))
      .given(captured)
      .when(click('2026-11-28 10:00', { link: 'whitepaper' }))
      .shows(({ out, commands }) => {
        expect(out).toEqual(['2026-11-28 10:00:00 email thanks']);
        expect(commands).toMatchObject([{ entry: { title: 'T' } }]);
      });
  });
});

describe('the late outcome of a message', () => {
  const steps = [
    send('mail', 1, {}, { failed: 2 }),
    wait('rest', 2 * DAY, 'end'),
    send('instead', 'end'),
  ];
  const playbook = smallPlaybook({
    journeys: [
      journey('chase', on('form_submitted'), steps),
      journey('ask', on('ask'), [send('ask', 'end')]),
    ],
    policies: { caps: [cap(1)] },
  });
  const { given } = specification(playbook);

  it('that the provider took it counts the wait and the cap from then', () => {
    given(captured)
      .when(outcome('2026-11-27 11:00', 'accepted', '2026-11-27 10:50'))
      .shows(({ state, wakes }) => {
        expect(wakes?.at).toBe('2026-11-29 10:50:00');
        expect(state.sends.map(({ at }) => inShanghai(at))).toEqual(['2026-11-27 10:50:00']);
      });
  });

  it('that the provider took it does not move a wait until an hour to another one', () => {
    const until = { days: [], minute: 540, timeZone: 'Asia/Shanghai' };
    const untilNine = [
      send('mail', 1),
      { id: 'nine', do: 'until', until, next: 2 } as const,
      send('news', 'end'),
    ];
    const { given: told } = specification(
      smallPlaybook({ journeys: [journey('chase', on('form_submitted'), untilNine)] }),
    );
    told(captured, outcome('2026-11-27 16:00', 'accepted'))
      .when('2026-12-05 00:00')
      .sends(['2026-11-28 09:00:00 email news']);
  });

  it.each(['refused', 'expired', 'failed'] as const)(
    '%s gives the cap back and takes the edge',
    (result) => {
      given(captured)
        .when(outcome('2026-11-27 11:00', result))
        .sends(['2026-11-27 11:00:00 email instead']);
    },
  );

  it('takes no edge once the enrolment has moved on, and is recorded all the same', () => {
    given(captured, event('2026-11-29 10:00', 'ping'))
      .when(outcome('2026-11-29 11:00', 'failed'))
      .shows((seen) => {
        expect(seen.out).toEqual([]);
        expect(notes(seen, 'message')).toMatchObject([{ note: { ref: 'm1', what: 'failed' } }]);
        expect(seen.state.sends).toEqual([]);
      });
  });

  it('moves nothing where failing leads where sending does', () => {
    const same = [send('mail', 1), wait('rest', 2 * DAY, 'end')];
    specification(smallPlaybook({ journeys: [journey('chase', on('form_submitted'), same)] }))
      .given(captured)
      .when(outcome('2026-11-27 11:00', 'failed'))
      .shows(({ wakes }) => expect(wakes?.at).toBe('2026-11-29 10:00:00'));
  });

  it('in doubt keeps the cap and moves nothing', () => {
    given(captured)
      .when([outcome('2026-11-27 11:00', 'doubt'), event('2026-11-27 12:00', 'ask')])
      .shows(({ out, state }) => {
        expect(out).toEqual([]);
        expect(state.messages[0]?.result).toBe('doubt');
      });
  });
});

describe('a message that the delivery found held', () => {
  const expires = { length: 3, unit: 'workdays', counts: 'open' } as const;
  const mail = { window: 'working', expires };
  const lateInTheDay = form('2026-11-27 17:59', {});

  it('is decided again at the next opening, and the wait after it begins anew', () => {
    const steps = [send('mail', 1, mail), wait('rest', DAY, 'end')];
    specification(smallPlaybook({ journeys: [journey('chase', on('form_submitted'), steps)] }))
      .given(lateInTheDay, outcome('2026-11-27 18:10', 'held'))
      .when('2026-11-30 18:00')
      .shows(({ out, state }) => {
        expect(out).toHaveLength(1);
        expect(out[0]).toMatch(/^2026-11-30 09:\d\d:\d\d email mail$/u);
        expect(state.messages).toHaveLength(1);
        expect(state.enrolments[0]?.at).toMatchObject({ step: 'rest', after: 'm2' });
      });
  });

  it('is decided again even if it was the last step of its run, with the same entry', () => {
    specification(
      smallPlaybook({ journeys: [journey('chase', on('ask'), [send('mail', 'end', mail)])] }),
    )
      .given(
        lateInTheDay,
        event('2026-11-27 17:59:30', 'ask', { topic: 'prices' }),
        outcome('2026-11-27 18:10', 'held'),
      )
      .when('2026-11-30 18:00')
      .shows(({ commands, state }) => {
        expect(commands).toMatchObject([{ template: 'mail', entry: { topic: 'prices' } }]);
        expect(state.enrolments).toEqual([]);
      });
  });
});

describe('a lead that goes quiet', () => {
  it('keeps only the newest of many messages', () => {
    const weekly = [wait('hour', HOUR, 1), send('mail', 0)];
    specification(smallPlaybook({ journeys: [journey('reading', on('form_submitted'), weekly)] }))
      .given(captured)
      .when('2027-01-31 00:00')
      .shows(({ state, commands }) => {
        expect(commands.length).toBeGreaterThan(1_000);
        expect(state.messages).toHaveLength(12);
        expect(JSON.stringify(state).length).toBeLessThan(8_192);
      });
  });
});
