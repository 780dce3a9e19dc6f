import { describe, expect, it } from '@jest/globals';
import { inShanghai, shanghai } from '../../test/support/engine/china-2026.js';
import {
  DAY,
  HOUR,
  MINUTE,
  cap,
  journey,
  on,
  send,
  smallPlaybook,
  wait,
} from '../../test/support/engine/small-playbook.js';
import { event, form } from '../../test/support/engine/story.js';
import { specification } from '../../test/support/specification.js';
import { hash } from '../hash.js';
import type { Journey, Policies, Send, Step } from '../playbook/playbook.js';

const spread = (hash('simulated') % 900) * 1_000;
const at = (time: string) => inShanghai(shanghai(time) + spread);
const captured = form('2026-11-27 10:00', {});

function mailOn(name: string, more: Partial<Send> = {}, about: Partial<Journey> = {}): Journey {
  return journey(name, on(name), [send(name, 'end', more)], {
    reentry: { may: 'restart' },
    ...about,
  });
}
const withPolicies = (policies: Partial<Policies>, ...journeys: Journey[]) =>
  specification(smallPlaybook({ policies, journeys }));

describe('the sending window', () => {
  const expires = { length: 3, unit: 'workdays', counts: 'open' } as const;
  const { given } = withPolicies({}, mailOn('ask', { window: 'working', expires }));

  it('sends at once while it is open', () => {
    given(captured)
      .when(event('2026-11-27 17:59:59', 'ask'))
      .sends(['2026-11-27 17:59:59 email ask']);
  });

  it('holds from the close on until the next working day, spread by the lead', () => {
    given(captured)
      .when(event('2026-11-27 18:00', 'ask'))
      .shows(({ out, wakes }) => {
        expect(out).toEqual([]);
        expect(wakes).toEqual({
          at: at('2026-11-30 09:00'),
          because: 'ask/ask: ask held by window',
        });
      });
    given(captured, event('2026-11-27 18:00', 'ask'))
      .when('2026-11-30 18:00')
      .sends([`${at('2026-11-30 09:00')} email ask`]);
  });

  it('does not spread a message that was not held', () => {
    given(captured).when(event('2026-11-30 09:00', 'ask')).sends(['2026-11-30 09:00:00 email ask']);
  });

  it('is tested again when a held message is found late', () => {
    given(captured, event('2026-11-27 18:00', 'ask'))
      .when('2026-11-30 19:00', '2026-11-30 19:00')
      .shows(({ out, wakes }) => {
        expect(out).toEqual([]);
        expect(wakes?.at).toBe(at('2026-12-01 09:00'));
      });
  });

  it('drops what expires before it opens, and says so', () => {
    const aDay = { length: 24 * HOUR, unit: 'ms', counts: 'wall' } as const;
    const wall = withPolicies({}, mailOn('ask', { window: 'working', expires: aDay }));
    wall
      .given(captured, event('2026-11-27 18:00', 'ask'))
      .when('2026-11-30 18:00')
      .shows(({ out, trace }) => {
        expect(out).toEqual([]);
        const dropped = trace.find((note) => note.note === 'policy');
        expect(dropped).toMatchObject({
          at: shanghai('2026-11-28 18:00'),
          result: { why: 'expired' },
        });
      });
  });
});

describe('consent and reach', () => {
  const channels = { channels: ['wecom', 'sms', 'email'] };
  const { given } = withPolicies(
    {},
    mailOn('ask', channels),
    mailOn('serve', { ...channels, category: 'operational' }),
  );

  it('take the first channel that can reach the lead', () => {
    given(captured).when(event('2026-11-27 11:00', 'ask')).sends(['2026-11-27 11:00:00 email ask']);
    const reachable = {
      ...captured,
      facts: { ...captured.facts, reach: { sms: 'ok', email: 'ok' } as const },
    };
    given(reachable).when(event('2026-11-27 11:00', 'ask')).sends(['2026-11-27 11:00:00 sms ask']);
  });

  it('let no marketing message go without consent, and every operational one', () => {
    const silent = { ...captured, facts: { reach: { email: 'ok' } as const } };
    given(silent)
      .when([event('2026-11-27 11:00', 'ask'), event('2026-11-27 11:00', 'serve')])
      .shows(({ out, trace }) => {
        expect(out).toEqual(['2026-11-27 11:00:00 email serve']);
        const skipped = trace.find((note) => note.note === 'policy');
        expect(skipped).toMatchObject({
          result: {
            verdict: 'skipped',
            why: 'consent',
            channels: { wecom: 'unreachable', sms: 'unreachable', email: 'consent' },
          },
        });
      });
  });

  it('let nothing go to a suppressed address', () => {
    const bounced = { ...captured, facts: { reach: { email: 'suppressed' } as const } };
    given(bounced)
      .when(event('2026-11-27 11:00', 'serve'))
      .shows(({ trace }) => {
        expect(trace).toContainEqual(
          expect.objectContaining({
            note: 'policy',
            result: expect.objectContaining({ why: 'suppressed' }),
          }),
        );
      });
  });

  it('drop a held message at once when consent is withdrawn', () => {
    const held = withPolicies({}, mailOn('ask', { window: 'working' }));
    const withdrawn = {
      at: shanghai('2026-11-28 09:00'),
      facts: {
        consent: [{ channel: 'email', purpose: 'marketing', granted: false, by: 'lead' } as const],
      },
      body: { kind: 'update', by: 'lead' } as const,
    };
    held
      .given(captured, event('2026-11-27 18:00', 'ask'))
      .when(withdrawn)
      .shows(({ state, trace }) => {
        expect(state.enrolments).toEqual([]);
        expect(trace.find((note) => note.note === 'policy')).toMatchObject({
          at: shanghai('2026-11-28 09:00'),
          result: { verdict: 'skipped', why: 'consent' },
        });
      });
  });
});

describe('frequency caps', () => {
  const two = [cap(2)];
  const ask = (time: string) => event(time, 'ask');

  it('skip the message over the cap and record how full it was', () => {
    withPolicies({ caps: two }, mailOn('ask'))
      .given(captured, ask('2026-11-27 11:00'), ask('2026-11-27 12:00'))
      .when(ask('2026-11-27 13:00'))
      .shows(({ out, trace }) => {
        expect(out).toEqual([]);
        expect(trace.find((note) => note.note === 'policy')).toMatchObject({
          result: { verdict: 'skipped', why: 'cap', cap: 'week', used: 2, max: 2 },
        });
      });
  });

  it('no longer count a message that is exactly a week old', () => {
    const { given } = withPolicies({ caps: two }, mailOn('ask'));
    const sent = [captured, ask('2026-11-27 11:00'), ask('2026-11-27 12:00')] as const;
    given(...sent)
      .when(ask('2026-12-04 10:59:59'))
      .sends([]);
    given(...sent)
      .when(ask('2026-12-04 11:00'))
      .sends(['2026-12-04 11:00:00 email ask']);
  });

  it('delay a message until there is room', () => {
    const patient = mailOn('wait', { whenCapped: { then: 'delay', atMost: 7 * DAY } });
    withPolicies({ caps: two }, mailOn('ask'), patient)
      .given(captured, ask('2026-11-27 11:00'), ask('2026-11-27 12:00'))
      .when([event('2026-11-30 10:00', 'wait')], '2026-12-05 00:00')
      .sends([]);
  });

  it('give up on a message that was delayed as long as it may be', () => {
    const expires = { length: 30 * DAY, unit: 'ms', counts: 'wall' } as const;
    const patient = mailOn('wait', { expires, whenCapped: { then: 'delay', atMost: DAY } });
    withPolicies({ caps: two }, mailOn('ask'), patient)
      .given(
        captured,
        ask('2026-11-27 11:00'),
        ask('2026-11-27 12:00'),
        event('2026-11-30 10:00', 'wait'),
      )
      .when('2026-12-01 10:00')
      .shows(({ out, trace }) => {
        expect(out).toEqual([]);
        expect(trace.find((note) => note.note === 'policy')).toMatchObject({
          at: shanghai('2026-12-01 10:00'),
          result: { verdict: 'skipped', why: 'cap' },
        });
      });
  });

  it('of nothing send nothing', () => {
    const { given } = withPolicies({ caps: [cap(0)] }, mailOn('ask'));
    given(captured).when(ask('2026-11-27 11:00')).sends([]);
    const delayed = mailOn('ask', { whenCapped: { then: 'delay', atMost: 2 * DAY } });
    withPolicies({ caps: [cap(0)] }, delayed)
      .given(captured, ask('2026-11-27 11:00'))
      .when('2026-12-30 00:00')
      .sends([]);
  });

  it('neither hold nor count what is exempt or operational', () => {
    const { given } = withPolicies(
      { caps: [cap(1)] },
      mailOn('ask'),
      mailOn('free', { exempt: ['week'] }),
      mailOn('serve', { category: 'operational' }),
    );
    given(captured, event('2026-11-27 11:00', 'free'), event('2026-11-27 11:30', 'serve'))
      .when([
        ask('2026-11-27 12:00'),
        event('2026-11-27 12:30', 'free'),
        event('2026-11-27 13:00', 'serve'),
      ])
      .sends([
        '2026-11-27 12:00:00 email ask',
        '2026-11-27 12:30:00 email free',
        '2026-11-27 13:00:00 email serve',
      ]);
  });

  it('are stricter while a condition holds', () => {
    const strict = cap(1, { id: 'lowered', while: { is: 'tag', tag: 'ignores' } });
    const tagged = { ...captured, facts: { ...captured.facts, tags: { add: ['ignores'] } } };
    const { given } = withPolicies({ caps: [cap(3), strict] }, mailOn('ask'));
    given(captured, ask('2026-11-27 11:00'))
      .when(ask('2026-11-27 12:00'))
      .sends(['2026-11-27 12:00:00 email ask']);
    given(tagged, ask('2026-11-27 11:00')).when(ask('2026-11-27 12:00')).sends([]);
  });
});

describe('sends of one moment', () => {
  const monday = { window: 'working' } as const;
  const journeys = [
    mailOn('ask', monday, { priority: 90, id: 'high' }),
    mailOn('ask', monday, { priority: 10, id: 'low' }),
    mailOn('ask', { ...monday, category: 'operational' }, { priority: 1, id: 'service' }),
  ];
  const spacing = { marketing: 30 * MINUTE, operational: 0 };

  it('go operational first, then by priority, spaced apart', () => {
    withPolicies({ spacing, caps: [cap(2)] }, ...journeys)
      .given(captured, event('2026-11-28 12:00', 'ask'))
      .when('2026-11-30 18:00')
      .shows(({ commands }) => {
        expect(
          commands.map((one) => ('journey' in one ? `${inShanghai(one.at)} ${one.journey}` : '')),
        ).toEqual([
          `${at('2026-11-30 09:00')} service`,
          `${at('2026-11-30 09:00')} high`,
          `${at('2026-11-30 09:30')} low`,
        ]);
      });
  });

  it('are tested against the cap in turn', () => {
    withPolicies({ spacing, caps: [cap(1)] }, ...journeys)
      .given(captured, event('2026-11-28 12:00', 'ask'))
      .when('2026-11-30 18:00')
      .shows(({ commands }) => {
        expect(commands.map((one) => ('journey' in one ? one.journey : ''))).toEqual([
          'service',
          'high',
        ]);
      });
  });
});

describe('a pool', () => {
  const steps: Step[] = [wait('week', 7 * DAY, 1), send('piece', 0, { pool: 'reading' })];
  const playbook = (pieces: string[]) =>
    smallPlaybook({
      pools: { reading: { pieces } },
      journeys: [journey('reading', on('form_submitted'), steps)],
    });

  it('gives the next piece this lead has not had, and lets it rest when there is none', () => {
    specification(playbook(['one', 'two']))
      .given(captured)
      .when('2026-12-31 00:00')
      .shows(({ out, state, wakes }) => {
        expect(out).toEqual(['2026-12-04 10:00:00 email one', '2026-12-11 10:00:00 email two']);
        expect(state.enrolments[0]?.at.wait).toBe('exhausted');
        expect(wakes).toBeUndefined();
      });
  });

  it('goes on when a piece is added', () => {
    const rested = specification(playbook(['one']));
    rested
      .given(captured)
      .when('2026-12-31 00:00')
      .shows(({ state }) => {
        specification(playbook(['one', 'two']), { state })
          .given()
          .when(event('2027-01-04 10:00', 'anything'))
          .sends(['2027-01-04 10:00:00 email two']);
      });
  });
});

describe('a pause', () => {
  const pause = (time: string, until?: string) => ({
    at: shanghai(time),
    body: {
      kind: 'control',
      control: {
        do: 'pause',
        scope: 'marketing',
        ...(until === undefined ? {} : { until: shanghai(until) }),
      },
    } as const,
  });
  const { given } = withPolicies({}, mailOn('ask'), mailOn('serve', { category: 'operational' }));

  it('holds marketing until it ends, and lets service through', () => {
    given(captured, pause('2026-11-27 11:00', '2026-11-28 11:00'))
      .when([event('2026-11-27 12:00', 'ask'), event('2026-11-27 12:00', 'serve')])
      .sends(['2026-11-27 12:00:00 email serve']);
    given(captured, pause('2026-11-27 11:00', '2026-11-28 11:00'), event('2026-11-27 12:00', 'ask'))
      .when('2026-11-28 12:00')
      .sends(['2026-11-28 11:00:00 email ask']);
  });

  it('ends at once when a person resumes', () => {
    const resume = {
      at: shanghai('2026-11-27 15:00'),
      body: { kind: 'control', control: { do: 'resume' } } as const,
    };
    given(captured, pause('2026-11-27 11:00'), event('2026-11-27 12:00', 'ask'))
      .when(resume)
      .sends(['2026-11-27 15:00:00 email ask']);
  });
});
