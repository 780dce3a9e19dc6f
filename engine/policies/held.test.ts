import { describe, expect, it } from '@jest/globals';
import { shanghai } from '../../test/support/engine/china-2026.js';
import {
  DAY,
  cap,
  journey,
  on,
  send,
  smallPlaybook,
} from '../../test/support/engine/small-playbook.js';
import { event, form, notes } from '../../test/support/engine/story.js';
import { specification } from '../../test/support/specification.js';
import type { Control, Facts, MessageResult } from '../input.js';
import type { Cap, Policies, Send } from '../playbook/playbook.js';

const captured = form('2026-11-23 10:00', {});
const order = (time: string, control: Control) => ({
  at: shanghai(time),
  body: { kind: 'control', control } as const,
});
const facts = (time: string, changed: Facts) => ({
  at: shanghai(time),
  facts: changed,
  body: { kind: 'update', by: 'lead' } as const,
});
const consent = (time: string, granted: boolean) =>
  facts(time, { consent: [{ channel: 'email', purpose: 'marketing', granted, by: 'lead' }] });
const tags = (time: string, changed: Facts['tags'] & {}) => facts(time, { tags: changed });
const outcome = (time: string, ref: string, result: MessageResult) => ({
  at: shanghai(time),
  body: { kind: 'outcome', ref, result, at: shanghai(time) } as const,
});

const mailOn = (name: string, more: Partial<Send> = {}) =>
  journey(name, on(name), [send(name, 'end', more)], { reentry: { may: 'restart' } });

describe('a message held by a pause', () => {
  const { given } = specification(
    smallPlaybook({ journeys: [mailOn('ask'), mailOn('serve', { category: 'operational' })] }),
  );
  const pausedAll = [captured, order('2026-11-23 10:01', { do: 'pause', scope: 'all' })] as const;

  it('goes as soon as the pause covers it no longer', () => {
    given(...pausedAll, event('2026-11-23 10:02', 'ask'), event('2026-11-23 10:02', 'serve'))
      .when(order('2026-11-23 10:03', { do: 'pause', scope: 'marketing' }))
      .shows(({ out, state }) => {
        expect(out).toEqual(['2026-11-23 10:03:00 email serve']);
        expect(state.enrolments).toMatchObject([{ journey: 'ask', at: { why: 'paused' } }]);
      });
  });

  it('goes at the end that the pause is given later, or given anew', () => {
    const until = (hour: string) => shanghai(`2026-11-23 ${hour}`);
    given(
      ...pausedAll,
      event('2026-11-23 10:02', 'serve'),
      order('2026-11-23 10:03', { do: 'pause', scope: 'all', until: until('12:00') }),
      order('2026-11-23 10:04', { do: 'pause', scope: 'all', until: until('14:00') }),
    )
      .when('2026-12-10 10:00')
      .sends(['2026-11-23 14:00:00 email serve']);
  });

  it('is left alone, and noted once, by all else that happens', () => {
    given(...pausedAll, event('2026-11-23 10:02', 'ask'))
      .when([event('2026-11-23 10:03', 'ping'), event('2026-11-23 10:04', 'ping')])
      .shows((seen) => expect(notes(seen, 'policy')).toEqual([]));
  });

  it('is dropped when consent is withdrawn, and not brought back by consent given anew', () => {
    given(...pausedAll, event('2026-11-23 10:02', 'ask'))
      .when([
        consent('2026-11-23 10:03', false),
        consent('2026-11-23 10:04', true),
        order('2026-11-23 10:05', { do: 'resume' }),
      ])
      .shows((seen) => {
        expect(seen.out).toEqual([]);
        expect(seen.state.enrolments).toEqual([]);
        expect(notes(seen, 'policy')).toMatchObject([
          { when: '2026-11-23 10:03:00', note: { result: { why: 'consent' } } },
        ]);
      });
  });

  it('is not even held where there is no consent when it is reached', () => {
    given(...pausedAll, consent('2026-11-23 10:02', false))
      .when([event('2026-11-23 10:03', 'ask'), consent('2026-11-23 10:04', true)])
      .shows(({ state }) => expect(state.enrolments).toEqual([]));
  });
});

describe('a message held by a cap', () => {
  const long = { length: 40, unit: 'workdays', counts: 'open' } as const;
  const whenCapped = { then: 'delay', atMost: 30 * DAY } as const;
  const withPolicies = (policies: Partial<Policies>) =>
    specification(
      smallPlaybook({ policies, journeys: [mailOn('x'), mailOn('y', { expires: long })] }),
    );
  const capped = (max: number, more: Partial<Cap> = {}) =>
    withPolicies({ caps: [cap(max, { whenCapped, ...more })] });

  it.each(['refused', 'failed', 'expired'] as const)(
    'goes when one that took the place is %s',
    (result) => {
      capped(1)
        .given(captured, event('2026-11-23 10:02', 'x'), event('2026-11-23 10:03', 'y'))
        .when(outcome('2026-11-23 10:10', 'm1', result))
        .sends(['2026-11-23 10:10:00 email y']);
    },
  );

  it('goes before what the same input sends with less priority', () => {
    const urgent = { ...mailOn('y', { expires: long }), priority: 90 };
    const tagged = journey('low', { on: 'tag', tag: 'new' }, [send('low', 'end')]);
    const policies = { caps: [cap(1, { whenCapped })] };
    specification(smallPlaybook({ policies, journeys: [urgent, mailOn('x'), tagged] }))
      .given(captured, event('2026-11-23 10:02', 'x'), event('2026-11-23 10:03', 'y'))
      .when({ ...outcome('2026-11-23 10:10', 'm1', 'refused'), facts: { tags: { add: ['new'] } } })
      .sends(['2026-11-23 10:10:00 email y']);
  });

  it('goes when the condition under which the cap counts is over', () => {
    capped(1, { per: 30 * DAY, while: { is: 'tag', tag: 'slow' } })
      .given(
        captured,
        tags('2026-11-23 10:01', { add: ['slow'] }),
        event('2026-11-23 10:02', 'x'),
        event('2026-11-23 10:03', 'y'),
      )
      .when(tags('2026-11-23 10:04', { remove: ['slow'] }))
      .sends(['2026-11-23 10:04:00 email y']);
  });

  it('waits for the shorter of two caps once the longer one counts no more', () => {
    const slow = { id: 'slow', per: 30 * DAY, while: { is: 'tag', tag: 'slow' } } as const;
    withPolicies({ caps: [cap(1, { whenCapped }), cap(1, { ...slow, whenCapped })] })
      .given(
        captured,
        tags('2026-11-23 10:01', { add: ['slow'] }),
        event('2026-11-23 10:02', 'x'),
        event('2026-11-23 10:03', 'y'),
        tags('2026-11-23 10:04', { remove: ['slow'] }),
      )
      .when('2026-12-31 10:00')
      .sends(['2026-11-30 10:02:00 email y']);
  });

  it('stays while it is full all the same', () => {
    capped(1)
      .given(captured, event('2026-11-23 10:02', 'x'), event('2026-11-23 10:03', 'y'))
      .when([outcome('2026-11-23 10:10', 'm1', 'doubt'), event('2026-11-23 10:11', 'ping')])
      .shows((seen) => {
        expect(notes(seen, 'policy')).toEqual([]);
        expect(seen.wakes?.at).toBe('2026-11-30 10:02:00');
      });
  });
});
