import { describe, expect, it } from '@jest/globals';
import { inShanghai, shanghai } from '../../test/support/engine/china-2026.js';
import {
  HOUR,
  assign,
  awaits,
  happens,
  journey,
  on,
  send,
  smallPlaybook,
} from '../../test/support/engine/small-playbook.js';
import { event, form, notes } from '../../test/support/engine/story.js';
import { specification } from '../../test/support/specification.js';
import type { Step } from '../playbook/playbook.js';

const captured = form('2026-11-27 10:00', {});
const sales = journey('sales', on('ask'), [
  assign('ticket', 'sales', 1),
  awaits('result', happens('ticket.feedback'), 2),
  send('thanks', 'end'),
]);
const { given } = specification(smallPlaybook({ journeys: [sales] }));
const asked = [captured, event('2026-11-27 17:58', 'ask')] as const;
const told = (time: string, name: string, more: { result?: string } = {}) =>
  event(time, `ticket.${name}`, { ticket: 'ticket-t1', ...more });

describe('an assignment', () => {
  it('is done by its ticket, whose clocks begin then', () => {
    given(captured)
      .when(event('2026-11-27 17:58', 'ask'))
      .shows(({ state, wakes }) => {
        expect(state.tickets).toMatchObject([
          { ticket: 'ticket-t1', queue: 'sales', rep: 'sales-1', journey: 'sales' },
        ]);
        expect(wakes).toEqual({
          at: '2026-11-30 09:08:00',
          because: 'ticket ticket-t1: contact due',
        });
        expect(state.enrolments[0]?.at).toMatchObject({ step: 'result', wait: 'event' });
      });
  });

  it('waits as long as it takes for a person to be found', () => {
    specification(smallPlaybook({ journeys: [sales] }), { reply: () => undefined })
      .given(...asked)
      .when('2026-12-31 00:00')
      .shows(({ state, wakes }) => {
        expect(state.enrolments[0]?.at).toMatchObject({ wait: 'assigned', ref: 't1' });
        expect(wakes).toBeUndefined();
      });
  });

  it('may carry deadlines of its own, which replace those of the playbook', () => {
    const reply: Step = {
      ...(assign('task', 'service', 'end') as Extract<Step, { do: 'assign' }>),
      sla: {
        contact: { within: { length: 2 * HOUR, unit: 'ms', counts: 'open' }, calendar: 'working' },
      },
    };
    specification(smallPlaybook({ journeys: [journey('reply', on('ask'), [reply])] }))
      .given(captured)
      .when(event('2026-11-27 17:00', 'ask'))
      .shows(({ state }) => {
        expect(inShanghai(state.tickets[0]?.contactDue ?? 0)).toBe('2026-11-30 10:00:00');
        expect(state.tickets[0]?.feedbackDue).toBeUndefined();
      });
  });
});

describe('the deadlines of a ticket', () => {
  it('are each noted once when they pass unmet', () => {
    given(...asked)
      .when('2026-12-31 00:00')
      .shows((seen) => {
        expect(notes(seen, 'ticket')).toMatchObject([
          { when: '2026-11-30 09:08:00', note: { what: 'contact-overdue' } },
          { when: '2026-12-01 17:58:00', note: { what: 'feedback-overdue' } },
        ]);
        expect(seen.wakes).toBeUndefined();
      });
  });

  it('are met by the contact and by the feedback', () => {
    given(
      ...asked,
      told('2026-11-30 09:00', 'contacted'),
      told('2026-11-30 10:00', 'feedback', { result: 'interested' }),
    )
      .when('2026-12-31 00:00')
      .shows((seen) => expect(notes(seen, 'ticket')).toEqual([]));
  });
});

describe('feedback', () => {
  it('of interest leaves the ticket open and moves the journey on', () => {
    given(...asked)
      .when(told('2026-11-30 10:00', 'feedback', { result: 'interested' }))
      .shows(({ out, state }) => {
        expect(out).toEqual(['2026-11-30 10:00:00 email thanks']);
        expect(state.tickets).toHaveLength(1);
        expect(state.stage).toBe('sql');
      });
  });

  it.each(['won', 'lost', 'invalid'])('%s closes the ticket', (result) => {
    given(...asked)
      .when(told('2026-11-30 10:00', 'feedback', { result }))
      .shows(({ state }) => expect(state.tickets).toEqual([]));
  });

  it('on a ticket nobody knows changes no ticket', () => {
    given(...asked)
      .when(event('2026-11-30 10:00', 'ticket.feedback', { ticket: 'other', result: 'lost' }))
      .shows(({ state }) => expect(state.tickets).toHaveLength(1));
  });

  it('is news however late it is told', () => {
    const late = {
      ...told('2026-12-15 10:00', 'feedback', { result: 'interested' }),
      occurredAt: shanghai('2026-12-01 10:00'),
    };
    given(...asked)
      .when(late)
      .sends(['2026-12-15 10:00:00 email thanks']);
  });
});
