import { describe, expect, it } from '@jest/globals';
import {
  DAY,
  journey,
  on,
  send,
  smallPlaybook,
  wait,
} from '../../test/support/engine/small-playbook.js';
import { event, form, notes } from '../../test/support/engine/story.js';
import { specification } from '../../test/support/specification.js';
import type { Journey, Step } from '../playbook/playbook.js';

const captured = form('2026-11-27 10:00', {});
const enrol = (id: string, into: string, next: number | 'end' = 'end'): Step => ({
  id,
  do: 'enrol',
  journey: into,
  next,
});
const about = (...journeys: Journey[]) => specification(smallPlaybook({ journeys }));
const manual = { on: 'manual' } as const;

describe('a step that enrols', () => {
  const care = journey('care', manual, [send('guide', 'end')], { reentry: { may: 'restart' } });

  it('puts the lead into the other journey at once, and its own goes on', () => {
    const first = journey('first', on('ping'), [enrol('into', 'care', 1), send('own', 'end')]);
    about(first, care)
      .given(captured)
      .when(event('2026-11-27 11:00', 'ping', { orderId: 'O-1' }))
      .shows((seen) => {
        expect(seen.out).toEqual([
          '2026-11-27 11:00:00 email own',
          '2026-11-27 11:00:00 email guide',
        ]);
        expect(notes(seen, 'entered', { journey: 'care' })).toMatchObject([
          { note: { because: 'enrol:first/into' } },
        ]);
        expect(seen.commands).toMatchObject([{}, { entry: { orderId: 'O-1' } }]);
      });
  });

  it('does so after a wait as well', () => {
    const later = journey('later', on('ping'), [wait('day', DAY, 1), enrol('into', 'care')]);
    about(later, care)
      .given(captured, event('2026-11-27 11:00', 'ping'))
      .when('2026-11-28 11:00')
      .sends(['2026-11-28 11:00:00 email guide']);
  });

  it('asks the guard, the exit and the re-entry of that journey like any entrance', () => {
    const first = journey('first', on('ping'), [enrol('into', 'guarded')], {
      reentry: { may: 'restart' },
    });
    const guarded = journey('guarded', manual, [send('guide', 'end')], {
      where: { is: 'tag', tag: 'vip' },
    });
    about(first, guarded)
      .given(captured)
      .when(event('2026-11-27 11:00', 'ping'))
      .shows((seen) => {
        expect(seen.out).toEqual([]);
        expect(notes(seen, 'passed-over')).toMatchObject([
          { note: { journey: 'guarded', why: 'guard' } },
        ]);
      });
    const vip = { ...captured, facts: { ...captured.facts, tags: { add: ['vip'] } } };
    about(first, guarded)
      .given(vip, event('2026-11-27 11:00', 'ping'))
      .when(event('2026-11-27 12:00', 'ping'))
      .shows((seen) => {
        expect(notes(seen, 'passed-over')).toMatchObject([{ note: { why: 'reentry' } }]);
      });
  });

  it('keeps the runs of a journey by key apart', () => {
    const first = journey('first', on('ping'), [enrol('into', 'by-order')], { key: 'orderId' });
    const byOrder = journey('by-order', manual, [wait('day', DAY, 1), send('guide', 'end')], {
      key: 'orderId',
    });
    about(first, byOrder)
      .given(captured)
      .when(['O-1', 'O-2'].map((orderId) => event('2026-11-27 11:00', 'ping', { orderId })))
      .shows(({ state }) => expect(state.enrolments.map(({ key }) => key)).toEqual(['O-1', 'O-2']));
  });

  it('and one that enrols back come to an end: each is entered by a step once in a moment', () => {
    const loop = { reentry: { may: 'restart' } } as const;
    const ping = journey('ping', on('ping'), [enrol('into', 'pong')], loop);
    const pong = journey('pong', manual, [enrol('back', 'ping')], loop);
    about(ping, pong)
      .given(captured)
      .when(event('2026-11-27 11:00', 'ping'))
      .shows((seen) => {
        expect(seen.state.enrolments).toEqual([]);
        expect(notes(seen, 'passed-over')).toMatchObject([{ note: { why: 'circle' } }]);
      });
  });
});

describe('an exit', () => {
  it('may say why: the reason is how the run ended', () => {
    const out = journey('out', on('ping'), [{ id: 'out', do: 'exit', reason: 'no-response' }]);
    about(out)
      .given(captured)
      .when(event('2026-11-27 11:00', 'ping'))
      .shows((seen) => {
        expect(notes(seen, 'exited')).toMatchObject([
          { note: { why: 'done', reason: 'no-response' } },
        ]);
        expect(seen.state.finished['out']).toMatchObject({ outcome: 'no-response' });
      });
  });
});
