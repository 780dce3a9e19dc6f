import { describe, expect, it } from '@jest/globals';
import { DAY, journey, on, send, smallPlaybook } from '../../test/support/engine/small-playbook.js';
import { event, form, notes } from '../../test/support/engine/story.js';
import { specification } from '../../test/support/specification.js';
import { simulate, type Scripted } from '../simulate/simulate.js';
import { shanghai } from '../../test/support/engine/china-2026.js';
import type { Journey } from '../playbook/playbook.js';

const captured = form('2026-11-23 10:00', {});
const shipped = (place: number): Scripted =>
  event(
    `2026-11-23 ${11 + Math.floor(place / 60)}:${String(place % 60).padStart(2, '0')}`,
    'shipped',
    {
      orderId: `O-${place}`,
    },
  );
const orders = (count: number) => Array.from({ length: count }, (_, place) => shipped(place));
const again = event('2026-11-24 10:00', 'shipped', { orderId: 'O-0' });

const playbook = (reentry: Journey['reentry']) =>
  smallPlaybook({
    journeys: [
      journey('shipping', on('shipped'), [send('news', 'end', { category: 'operational' })], {
        key: 'orderId',
        reentry,
      }),
    ],
  });

describe('a journey that runs once for each key', () => {
  const { given } = specification(playbook({ may: 'never' }));

  it.each([7, 11, 65])('knows a key again after %d others', (count) => {
    given(captured, ...orders(count))
      .when(again)
      .shows((seen) => {
        expect(seen.out).toEqual([]);
        expect(notes(seen, 'passed-over')).toMatchObject([
          { note: { key: 'O-0', why: 'reentry' } },
        ]);
      });
  });

  it('keeps a bounded number of them', () => {
    given(captured, ...orders(200))
      .when(event('2026-11-24 10:00', 'ping'))
      .shows(({ state }) => {
        expect(Object.keys(state.finished)).toHaveLength(2);
        expect(state.pastKeys?.['shipping']).toHaveLength(64 * 5);
      });
  });

  it('keeps as many ends as may run side by side where it may be entered again', () => {
    specification(playbook({ may: 'after-exit', atLeast: DAY }))
      .given(captured, ...orders(20))
      .when(event('2026-11-24 10:00', 'ping'))
      .shows(({ state }) => {
        expect(Object.keys(state.finished)).toHaveLength(10);
        expect(state.pastKeys).toBeUndefined();
      });
  });

  it('knows the keys of a lead that is merged into this one', () => {
    const once = playbook({ may: 'never' });
    const loser = simulate(once, [captured, ...orders(20)], shanghai('2026-11-23 12:00'));
    const merge: Scripted = {
      at: shanghai('2026-11-23 13:00'),
      body: { kind: 'merge', loserId: 'other', loser: loser.state },
    };
    given(captured, merge).when(again).sends([]);
  });
});
