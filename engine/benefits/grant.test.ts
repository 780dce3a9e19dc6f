import { describe, expect, it } from '@jest/globals';
import {
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

const captured = form('2026-06-01 10:00', {});
const grant = (key?: string): Step => ({
  id: 'gift',
  do: 'grant',
  benefit: 'training',
  ...(key === undefined ? {} : { key }),
  edges: { granted: 1, refused: 2 },
});
const playbook = (key?: string, stock?: number) =>
  smallPlaybook({
    benefits: { training: { title: {}, ...(stock === undefined ? {} : { stock }) } },
    journeys: [
      journey('gift', on('shared'), [grant(key), send('thanks', 'end'), send('sorry', 'end')], {
        key: 'run',
      }),
    ],
  });
const shared = (time: string, shareId: string) =>
  event(time, 'shared', { shareId, run: `${time} ${shareId}` });

describe('a benefit', () => {
  it('is asked for, and given before anything else goes out', () => {
    specification(playbook('shareId', 3))
      .given(captured)
      .when(shared('2026-06-01 11:00', 'S-1'))
      .shows((seen) => {
        expect(seen.out).toEqual([
          '2026-06-01 11:00:00 grant training',
          '2026-06-01 11:00:00 email thanks',
        ]);
        expect(seen.commands[0]).toMatchObject({ kind: 'grant', once: 'S-1', stock: 3 });
        expect(notes(seen, 'moved')).toMatchObject([{ note: { edge: 'granted', to: 'thanks' } }]);
      });
  });

  it('refused takes its edge: for a key that had it, and when none is left', () => {
    specification(playbook('shareId'))
      .given(captured)
      .when([shared('2026-06-01 11:00', 'S-1'), shared('2026-06-01 12:00', 'S-1')])
      .shows(({ out }) => expect(out.at(-1)).toBe('2026-06-01 12:00:00 email sorry'));
    specification(playbook('shareId', 1))
      .given(captured)
      .when([shared('2026-06-01 11:00', 'S-1'), shared('2026-06-01 12:00', 'S-2')])
      .shows(({ out }) => expect(out.at(-1)).toBe('2026-06-01 12:00:00 email sorry'));
  });

  it('without a key, or with one that nothing was said of, is once for the lead', () => {
    for (const key of [undefined, 'unsaid']) {
      specification(playbook(key))
        .given(captured)
        .when(shared('2026-06-01 11:00', 'S-1'))
        .shows(({ commands }) => expect(commands[0]).not.toHaveProperty('once'));
    }
  });

  it('waits for the answer of the ledger, and takes no other', () => {
    specification(playbook('shareId'), { reply: () => undefined })
      .given(captured)
      .when([
        shared('2026-06-01 11:00', 'S-1'),
        event('2026-06-01 11:01', 'benefit.granted', { ref: 'g99' }),
      ])
      .shows(({ state }) => expect(state.enrolments[0]?.at).toMatchObject({ wait: 'granted' }));
  });
});

describe('the event that ended a wait', () => {
  const steps = [awaits('shipped', happens('order_shipped'), 1), send('logistics', 'end')];
  it('is told to the message after it, beside the one that began the run', () => {
    specification(smallPlaybook({ journeys: [journey('order', on('order_placed'), steps)] }))
      .given(captured, event('2026-06-01 11:00', 'order_placed', { orderId: 'O-1' }))
      .when(event('2026-06-03 11:00', 'order_shipped', { orderId: 'O-1', trackingNo: 'SF1' }))
      .shows(({ commands }) =>
        expect(commands).toMatchObject([
          { entry: { orderId: 'O-1' }, event: { orderId: 'O-1', trackingNo: 'SF1' } },
        ]),
      );
  });
});

describe('two runs that ask for a person of one queue at once', () => {
  const steps = [assign('person', 'service', 1), send('hello', 'end')];
  const care = smallPlaybook({
    journeys: [journey('care', on('order_placed'), steps, { key: 'orderId' })],
  });
  const order = (orderId: string) => event('2026-06-01 11:00', 'order_placed', { orderId });
  const orders = [captured, order('O-1'), order('O-2')] as const;

  it('share the person asked for', () => {
    specification(care, { reply: () => undefined })
      .given(captured)
      .when([order('O-1'), order('O-2')])
      .shows(({ out, state }) => {
        expect(out).toEqual(['2026-06-01 11:00:00 assign service']);
        expect(state.enrolments.map(({ at }) => at)).toMatchObject([{ ref: 't1' }, { ref: 't1' }]);
      });
  });

  it('both go on when the person is there, who is named to the lead', () => {
    const answer = { ref: 't1', ticket: 'T', queue: 'service', rep: 'R' };
    specification(care, { reply: () => undefined })
      .given(...orders)
      .when(event('2026-06-01 11:05', 'ticket.assigned', answer))
      .shows(({ commands }) =>
        expect(commands).toMatchObject([
          { kind: 'send', key: 'O-1', rep: 'R' },
          { kind: 'send', key: 'O-2', rep: 'R' },
        ]),
      );
  });

  it('leave the person to the other when one of them ends', () => {
    const ended = smallPlaybook({
      journeys: [
        journey('care', on('order_placed'), steps, {
          key: 'orderId',
          exit: { is: 'order', in: ['refunded'] },
        }),
      ],
    });
    const gone = (orderId: string) =>
      event('2026-06-01 11:10', 'order_refunded', { orderId, full: true });
    specification(ended, { reply: () => undefined })
      .given(...orders)
      .when(gone('O-1'))
      .sends([]);
    specification(ended, { reply: () => undefined })
      .given(...orders)
      .when([gone('O-1'), gone('O-2')])
      .sends(['2026-06-01 11:10:00 cancel t1']);
  });
});
