import { describe, expect, it } from '@jest/globals';
import { inShanghai, shanghai } from '../../test/support/engine/china-2026.js';
import {
  DAY,
  HOUR,
  journey,
  on,
  send,
  smallPlaybook,
  wait,
} from '../../test/support/engine/small-playbook.js';
import { event, form, notes } from '../../test/support/engine/story.js';
import { specification } from '../../test/support/specification.js';
import type { Journey } from '../playbook/playbook.js';

const captured = form('2026-11-23 09:00', {});
const ask = event('2026-11-23 10:00', 'ask');
const bounded = (bound: Partial<Journey>) =>
  specification(
    smallPlaybook({
      journeys: [
        journey(
          'j',
          on('ask'),
          [wait('hour', HOUR, 1), send('late', 2), send('more', 'end')],
          bound,
        ),
      ],
    }),
  );

describe.each([
  ['deadline', { deadline: 2 * HOUR }],
  ['age', { maxAge: 2 * HOUR }],
] as const)('the %s of a run', (why, bound) => {
  it('drops a send that is found after it, and says so', () => {
    bounded(bound)
      .given(captured, ask)
      .when('2026-11-24 10:00', '2026-11-24 10:00')
      .shows((seen) => {
        expect(seen.out).toEqual([]);
        expect(notes(seen, 'policy')).toMatchObject([
          { note: { template: 'late', result: { verdict: 'skipped', why } } },
        ]);
        expect(notes(seen, 'exited')).toMatchObject([{ note: { why } }]);
        expect(notes(seen, 'late')).toHaveLength(1);
      });
  });

  it('lets a send that is found late go before it', () => {
    bounded(bound)
      .given(captured, ask)
      .when('2026-11-23 11:59', '2026-11-23 11:59')
      .sends(['2026-11-23 11:59:00 email late', '2026-11-23 11:59:00 email more']);
  });

  it('bounds the delivery of a message', () => {
    bounded(bound)
      .given(captured, ask)
      .when('2026-11-23 11:30')
      .shows(({ commands }) => {
        const ends = commands.map((one) => ('expiresAt' in one ? inShanghai(one.expiresAt) : ''));
        expect(ends).toEqual(['2026-11-23 12:00:00', '2026-11-23 12:00:00']);
      });
  });
});

describe('a run that begins again with a message found held', () => {
  const expires = { length: 3, unit: 'workdays', counts: 'open' } as const;
  const heldAgain = (deadline: number) => {
    const mail = send('mail', 'end', { window: 'working', expires });
    const j = journey('j', on('ask'), [mail], { deadline });
    return specification(smallPlaybook({ journeys: [j] })).given(
      captured,
      event('2026-11-23 17:59', 'ask'),
      {
        at: shanghai('2026-11-23 18:05'),
        body: { kind: 'outcome', ref: 'm1', result: 'held', at: shanghai('2026-11-23 18:05') },
      },
    );
  };

  it('still has the deadline it had', () => {
    heldAgain(DAY)
      .when('2026-12-01 10:00')
      .shows(({ out }) => expect(out).toHaveLength(1));
    heldAgain(2 * HOUR)
      .when('2026-12-01 10:00')
      .shows((seen) => {
        expect(seen.out).toEqual([]);
        expect(notes(seen, 'policy')).toMatchObject([
          { when: '2026-11-23 19:59:00', note: { result: { why: 'deadline' } } },
        ]);
      });
  });
});
