import { describe, expect, it } from '@jest/globals';
import { shanghai } from '../../test/support/engine/china-2026.js';
import { DAY, journey, send, smallPlaybook } from '../../test/support/engine/small-playbook.js';
import { event, form, notes } from '../../test/support/engine/story.js';
import { specification } from '../../test/support/specification.js';
import type { Condition } from '../playbook/condition.js';
import type { Journey } from '../playbook/playbook.js';
import type { Scripted } from '../simulate/simulate.js';

const dormant = (more: Partial<Journey> = {}) =>
  smallPlaybook({
    journeys: [
      journey('dormant', { on: 'inactive', ms: 90 * DAY }, [send('reminder', 'end')], {
        reentry: { may: 'after-exit', atLeast: DAY },
        ...more,
      }),
    ],
  });
const { given } = specification(dormant());
const captured = form('2026-06-01 10:00', {});

describe('a journey that begins when nothing was heard for 90 days', () => {
  it('wakes the lead at that minute, by time alone', () => {
    given(captured)
      .when('2026-08-30 09:59')
      .shows(({ out, wakes }) => {
        expect(out).toEqual([]);
        expect(wakes).toEqual({
          at: '2026-08-30 10:00:00',
          because: 'dormant: nothing heard from the lead by then',
        });
      });
    given(captured).when('2026-08-30 10:00').sends(['2026-08-30 10:00:00 email reminder']);
  });

  it('is put off by everything the lead does', () => {
    given(captured, event('2026-07-01 10:00', 'pricing_page_visited'))
      .when('2026-09-29 10:00')
      .sends(['2026-09-29 10:00:00 email reminder']);
  });

  it('moves no timer with what the lead does: it looks once in vain, and then at the right minute', () => {
    const active = given(captured, event('2026-07-01 10:00', 'pricing_page_visited'));
    active
      .when('2026-07-02 10:00')
      .shows(({ wakes }) => expect(wakes?.at).toBe('2026-08-30 10:00:00'));
    active
      .when('2026-08-30 10:00')
      .shows(({ out, wakes }) => expect([out, wakes?.at]).toEqual([[], '2026-09-29 10:00:00']));
  });

  it.each([
    ['what our own people do', event('2026-07-01 10:00', 'order_shipped', { orderId: 'O-1' })],
    ['what becomes of a message', event('2026-07-01 10:00', 'message.delivered', { ref: 'm1' })],
    ['a machine that opens a mail', event('2026-07-01 10:00', 'message.opened', { machine: true })],
  ])('is not put off by %s', (_, input) => {
    given(captured, input).when('2026-08-30 10:00').sends(['2026-08-30 10:00:00 email reminder']);
  });

  it('comes once for each silence', () => {
    given(captured, event('2026-08-31 10:00', 'ticket.contacted'))
      .when('2027-08-30 10:00')
      .sends([]);
    given(captured, event('2026-09-01 10:00', 'pricing_page_visited'))
      .when('2026-11-30 10:00')
      .sends(['2026-11-30 10:00:00 email reminder']);
  });

  it('comes once in a life where it is entered once only, and wakes nobody after that', () => {
    specification(dormant({ reentry: { may: 'never' } }))
      .given(captured, event('2026-09-01 10:00', 'pricing_page_visited'))
      .when('2027-08-30 10:00')
      .shows(({ out, wakes }) => expect([out, wakes]).toEqual([[], undefined]));
  });

  it('wakes only those whose guard holds, and looks at it again with every input', () => {
    const where: Condition = { is: 'stage', in: ['customer'] };
    const { given: guarded } = specification(dormant({ where }));
    guarded(captured)
      .when('2026-06-02 10:00')
      .shows(({ wakes }) => expect(wakes).toBeUndefined());
    guarded(captured, event('2026-06-02 10:00', 'order_placed'))
      .when('2026-08-31 10:00')
      .sends(['2026-08-31 10:00:00 email reminder']);
  });

  it('mails nobody for a silence that was over before anybody looked', () => {
    const imported: Scripted = {
      ...event('2026-06-01 10:00', 'order_placed'),
      occurredAt: shanghai('2026-01-01 10:00'),
      history: true,
    };
    given(imported)
      .when('2027-01-01 10:00')
      .shows(({ out, wakes }) => expect([out, wakes]).toEqual([[], undefined]));
  });

  it('found late is decided for its own time, and what came before it puts it off', () => {
    given(captured)
      .when('2026-08-30 10:00', '2026-09-03 12:00')
      .shows((seen) =>
        expect(notes(seen, 'entered')).toMatchObject([
          { when: '2026-08-30 10:00:00', note: { because: 'inactive:dormant' } },
        ]),
      );
    given(captured)
      .when(event('2026-08-30 09:59', 'pricing_page_visited'), '2026-09-03 12:00')
      .sends([]);
  });
});
