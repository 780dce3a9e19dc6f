import { describe, expect, it } from '@jest/globals';
import { shanghai } from '../../test/support/engine/china-2026.js';
import {
  DAY,
  journey,
  on,
  send,
  smallPlaybook,
  wait,
} from '../../test/support/engine/small-playbook.js';
import { event, form } from '../../test/support/engine/story.js';
import { specification } from '../../test/support/specification.js';
import type { Step } from '../playbook/playbook.js';

const captured = form('2026-11-23 10:00', {});
const ask = event('2026-11-23 10:01', 'ask');
const pools = { reading: { pieces: ['one', 'two'] }, constructor: { pieces: ['one', 'two'] } };
const playbook = (steps: Step[]) =>
  smallPlaybook({ pools, journeys: [journey('weekly', on('ask'), steps)] });
const weekly = (pool: string): Step[] => [send('piece', 1, { pool }), wait('week', 7 * DAY, 0)];

describe('a piece of a pool', () => {
  it.each(['refused', 'failed', 'expired', 'withheld'] as const)(
    'that was %s is given again',
    (result) => {
      const at = shanghai('2026-11-23 10:10');
      specification(playbook(weekly('reading')))
        .given(captured, ask, { at, body: { kind: 'outcome', ref: 'm1', result, at } })
        .when('2026-12-10 10:00')
        .sends(['2026-11-30 10:01:00 email one', '2026-12-07 10:01:00 email two']);
    },
  );

  it('in doubt, or sent by itself and refused, is not', () => {
    const at = shanghai('2026-11-23 10:10');
    const { given } = specification(
      playbook([
        send('piece', 1, { pool: 'reading' }),
        send('one', 2),
        wait('week', 7 * DAY, 3),
        send('next', 'end', { pool: 'reading' }),
      ]),
    );
    for (const [ref, result] of [
      ['m1', 'doubt'],
      ['m2', 'refused'],
    ] as const) {
      given(captured, ask, { at, body: { kind: 'outcome', ref, result, at } })
        .when('2026-12-10 10:00')
        .sends(['2026-11-30 10:01:00 email two']);
    }
  });

  it('is used up in a holdout too, which rests when there is none left', () => {
    const split: Step = {
      id: 'split',
      do: 'split',
      ways: [{ weight: 1, to: 1 }],
      holdout: 0.999_999,
    };
    const steps = [split, send('piece', 2, { pool: 'reading' }), wait('week', 7 * DAY, 1)];
    specification(playbook(steps))
      .given(captured)
      .when([ask, event('2026-12-31 10:00', 'ping')])
      .shows(({ out, state }) => {
        expect(out).toEqual([
          '2026-11-23 10:01:00 withheld email one',
          '2026-11-30 10:01:00 withheld email two',
        ]);
        expect(state.enrolments[0]?.at.wait).toBe('exhausted');
      });
  });

  it('is kept apart by pools of any name', () => {
    specification(playbook(weekly('constructor')))
      .given(captured)
      .when([ask, event('2026-12-31 10:00', 'ping')])
      .sends(['2026-11-23 10:01:00 email one', '2026-11-30 10:01:00 email two']);
  });
});
