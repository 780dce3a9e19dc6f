import { describe, expect, it } from '@jest/globals';
import { inShanghai, shanghai } from '../test/support/engine/china-2026.js';
import {
  DAY,
  HOUR,
  assign,
  awaits,
  happens,
  journey,
  on,
  rule,
  send,
  smallPlaybook,
  wait,
} from '../test/support/engine/small-playbook.js';
import { event, form, notes } from '../test/support/engine/story.js';
import { specification } from '../test/support/specification.js';
import { wakeUp } from './deadlines.js';
import { decide } from './decide.js';
import { newLead } from './new-lead.js';

const captured = form('2026-11-27 10:00', {});
const numbered = (input: ReturnType<typeof event>, n: number) => ({
  ...input,
  n,
  id: `${n}`,
  occurredAt: input.at,
});

describe('inputs and deadlines', () => {
  const chase = journey('chase', on('form_submitted'), [
    awaits('answer', happens('answered'), 'end', HOUR, 1),
    send('reminder', 'end'),
  ]);
  const { given } = specification(smallPlaybook({ journeys: [chase] }));

  it('are taken in the order of time: an answer before the time-out stops the reminder', () => {
    given(captured).when(event('2026-11-27 10:59:59', 'answered'), '2026-11-27 12:00').sends([]);
  });

  it('have the deadline first when both fall on one moment, or are found together after an outage', () => {
    given(captured)
      .when(event('2026-11-27 11:00', 'answered'))
      .sends(['2026-11-27 11:00:00 email reminder']);
    given(captured)
      .when(event('2026-11-27 11:20', 'answered'), '2026-11-27 12:00')
      .sends(['2026-11-27 12:00:00 email reminder']);
  });

  it('leave deadlines after `until` alone', () => {
    const { playbook, state } = start(chase);
    const now = shanghai('2026-11-27 12:00');
    const { commands } = decide(state, [], playbook, now, shanghai('2026-11-27 10:59'));
    expect(commands).toEqual([]);
  });

  it('change nothing when a number comes again', () => {
    const { playbook, state } = start(chase);
    const again = decide(state, [numbered(captured, 1)], playbook, state.clock, state.clock);
    expect(again).toEqual({ state, commands: [], ledger: [], trace: [] });
  });
});

describe('lateness', () => {
  const steps = [
    wait('first', HOUR, 1),
    send('mail', 2),
    wait('second', DAY, 3),
    send('again', 'end'),
  ];
  const { given } = specification(
    smallPlaybook({ journeys: [journey('two', on('form_submitted'), steps)] }),
  );

  it('up to a minute keeps the due time: the mail and the wait after it count from there', () => {
    given(captured)
      .when('2026-11-27 11:01', '2026-11-27 11:01')
      .shows(({ out, wakes }) => {
        expect(out).toEqual(['2026-11-27 11:00:00 email mail']);
        expect(wakes?.at).toBe('2026-11-28 11:00:00');
      });
  });

  it('of more than a minute counts from the present, and is noted', () => {
    given(captured)
      .when('2026-11-27 11:02', '2026-11-27 11:02')
      .shows((seen) => {
        expect(seen.out).toEqual(['2026-11-27 11:02:00 email mail']);
        expect(seen.wakes?.at).toBe('2026-11-28 11:02:00');
        expect(notes(seen, 'late')).toMatchObject([
          { note: { journey: 'two', step: 'mail', due: shanghai('2026-11-27 11:00') } },
        ]);
      });
  });
});

describe('one input', () => {
  it('fires a score and a tier once for all its points, however far it jumps', () => {
    const playbook = smallPlaybook({
      rules: [rule('a', 'bought', 25)],
      journeys: [
        journey('ten', { on: 'scoreReached', score: 10 }, [wait('w', HOUR, 'end')]),
        journey('top', { on: 'tierEntered', tier: 'A' }, [wait('w', HOUR, 'end')]),
        journey('middle', { on: 'tierEntered', tier: 'B' }, [wait('w', HOUR, 'end')]),
      ],
    });
    specification(playbook)
      .given(captured)
      .when(event('2026-11-27 11:00', 'bought'))
      .shows(({ state }) => {
        expect(state.enrolments.map((one) => one.journey)).toEqual(['ten', 'top']);
      });
  });

  it('never satisfies a wait that it began', () => {
    const twice = journey('twice', on('ping'), [
      awaits('more', happens('ping'), 1),
      send('mail', 'end'),
    ]);
    const { given } = specification(smallPlaybook({ journeys: [twice] }));
    given(captured).when(event('2026-11-27 11:00', 'ping')).sends([]);
    given(captured, event('2026-11-27 11:00', 'ping'))
      .when(event('2026-11-27 11:00', 'ping'))
      .sends(['2026-11-27 11:00:00 email mail']);
  });

  it('goes round again when a step changes what others look at', () => {
    const promoted = journey('promotion', on('watched'), [
      {
        id: 'up',
        do: 'promote',
        tier: 'A',
        untilFeedback: ['lost'],
        atMost: 90 * DAY,
        next: 'end',
      },
    ]);
    const nurture = journey('nurture', on('form_submitted'), [wait('w', 9 * DAY, 'end')], {
      goal: { is: 'tier', in: ['A'] },
    });
    const sales = journey('sales', { on: 'tierEntered', tier: 'A' }, [
      assign('ticket', 'sales', 'end'),
    ]);
    specification(smallPlaybook({ journeys: [promoted, nurture, sales] }))
      .given(captured)
      .when(event('2026-11-27 11:00', 'watched'))
      .shows((seen) => {
        expect(seen.out).toEqual(['2026-11-27 11:00:00 assign sales']);
        expect(notes(seen, 'exited', { journey: 'nurture' })).toMatchObject([
          { note: { why: 'goal' } },
        ]);
        expect(seen.state.tierBecause).toBe('promoted by promotion/up, score 0 is C');
      });
  });

  it('ends a journey that turns in circles, and nothing else', () => {
    const circle = journey('circle', on('ping'), [
      { id: 'a', do: 'tag', add: ['x'], remove: [], next: 1 },
      { id: 'b', do: 'tag', add: [], remove: ['x'], next: 0 },
    ]);
    const sound = journey('sound', on('ping'), [send('mail', 'end')]);
    specification(smallPlaybook({ journeys: [circle, sound] }))
      .given(captured)
      .when(event('2026-11-27 11:00', 'ping'))
      .shows((seen) => {
        expect(seen.out).toEqual(['2026-11-27 11:00:00 email mail']);
        expect(notes(seen, 'exited', { journey: 'circle' })).toMatchObject([
          { note: { why: 'budget' } },
        ]);
        expect(seen.state.enrolments).toEqual([]);
      });
  });
});

describe('the next wake-up', () => {
  it('is the nearest of all waits, with its reason', () => {
    const { state, playbook } = start(
      journey('long', on('form_submitted'), [wait('week', 7 * DAY, 'end')]),
      journey('short', on('form_submitted'), [awaits('click', happens('x'), 'end', HOUR)]),
    );
    const wake = wakeUp(state, playbook);
    expect(inShanghai(wake?.at ?? 0)).toBe('2026-11-27 11:00:00');
    expect(wake?.because).toBe('short/click: time-out');
  });

  it('is missing where nothing is due', () => {
    const { state, playbook } = start(
      journey('patient', on('form_submitted'), [awaits('x', happens('x'), 'end')]),
    );
    expect(wakeUp(state, playbook)).toBeUndefined();
  });

  it('comes with the age of a run that waits for an event alone', () => {
    const patient = journey('patient', on('form_submitted'), [awaits('x', happens('x'), 'end')], {
      maxAge: DAY,
    });
    const { given } = specification(smallPlaybook({ journeys: [patient] }));
    given(captured)
      .when('2026-11-28 10:00')
      .shows((seen) => {
        expect(notes(seen, 'exited')).toMatchObject([
          { when: '2026-11-28 10:00:00', note: { why: 'age', step: 'x' } },
        ]);
      });
  });
});

function start(...journeys: ReturnType<typeof journey>[]) {
  const playbook = smallPlaybook({ journeys });
  const lead = newLead('lead', playbook, captured.at);
  const { state } = decide(lead, [numbered(captured, 1)], playbook, captured.at, captured.at);
  return { playbook, state };
}
