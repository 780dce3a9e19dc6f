import { describe, expect, it } from '@jest/globals';
import { shanghai } from '../../test/support/engine/china-2026.js';
import {
  DAY,
  HOUR,
  always,
  assign,
  happens,
  journey,
  on,
  rule,
  send,
  smallPlaybook,
  wait,
} from '../../test/support/engine/small-playbook.js';
import { event, form, notes } from '../../test/support/engine/story.js';
import { specification } from '../../test/support/specification.js';
import { copyOf } from '../json.js';
import type { Condition } from '../playbook/condition.js';
import type { Journey, Step } from '../playbook/playbook.js';

const captured = form('2026-11-27 10:00', {});
const control = (time: string, order: { do: 'enrol' | 'exit'; journey: string }) => ({
  at: shanghai(time),
  body: { kind: 'control', control: order } as const,
});
const about = (...journeys: Journey[]) => specification(smallPlaybook({ journeys }));
const long = wait('long', 30 * DAY, 'end');

describe('entering a journey', () => {
  it('is passed over with the guard and what it saw', () => {
    const guarded = journey('guarded', on('ping'), [long], { where: { is: 'tag', tag: 'vip' } });
    about(guarded)
      .given(captured)
      .when(event('2026-11-27 11:00', 'ping'))
      .shows((seen) => {
        expect(notes(seen, 'passed-over')).toMatchObject([
          { note: { why: 'guard', tested: [{ condition: 'tag: vip', saw: false, holds: false }] } },
        ]);
      });
  });

  it('happens once where re-entry is never', () => {
    const once = journey('once', on('ping'), [send('mail', 'end')]);
    about(once)
      .given(captured, event('2026-11-27 11:00', 'ping'))
      .when(event('2026-11-27 12:00', 'ping'))
      .shows((seen) => {
        expect(seen.out).toEqual([]);
        expect(notes(seen, 'passed-over')).toMatchObject([{ note: { why: 'reentry' } }]);
      });
  });

  it('is possible again a given time after the exit', () => {
    const again = journey('again', on('ping'), [send('mail', 'end')], {
      reentry: { may: 'after-exit', atLeast: DAY },
    });
    const { given } = about(again);
    const first = [captured, event('2026-11-27 11:00', 'ping')] as const;
    given(...first)
      .when(event('2026-11-28 10:59', 'ping'))
      .sends([]);
    given(...first)
      .when(event('2026-11-28 11:00', 'ping'))
      .sends(['2026-11-28 11:00:00 email mail']);
  });

  it('throws the old run away where re-entry restarts', () => {
    const ninety = journey(
      'win-back',
      on('order'),
      [wait('ninety', 90 * DAY, 1), send('coupon', 'end')],
      {
        reentry: { may: 'restart' },
      },
    );
    about(ninety)
      .given(captured, event('2026-11-27 11:00', 'order'), event('2026-12-27 11:00', 'order'))
      .when('2027-06-01 00:00')
      .sends(['2027-03-27 11:00:00 email coupon']);
  });

  it('runs side by side by key', () => {
    const order = journey('order', on('order'), [wait('week', 7 * DAY, 1), send('guide', 'end')], {
      key: 'orderId',
    });
    about(order)
      .given(
        captured,
        event('2026-11-27 11:00', 'order', { orderId: 'O-1' }),
        event('2026-11-28 12:00', 'order', { orderId: 'O-2' }),
        event('2026-11-28 13:00', 'order', { orderId: 'O-1' }),
      )
      .when('2026-12-31 00:00')
      .shows(({ out, commands }) => {
        expect(out).toEqual(['2026-12-04 11:00:00 email guide', '2026-12-05 12:00:00 email guide']);
        expect(commands).toMatchObject([
          { key: 'O-1', entry: { orderId: 'O-1' } },
          { key: 'O-2', entry: { orderId: 'O-2' } },
        ]);
      });
  });

  it('is passed over where its exit holds already', () => {
    const exit: Condition = { is: 'tag', tag: 'done' };
    const over = journey('over', on('ping'), [long], { exit });
    const tagged = { ...captured, facts: { tags: { add: ['done'] } } };
    about(over)
      .given(tagged)
      .when(event('2026-11-27 11:00', 'ping'))
      .shows((seen) =>
        expect(notes(seen, 'passed-over')).toMatchObject([{ note: { why: 'exit' } }]),
      );
  });

  it('is not undone by the very event that began it', () => {
    const same = journey('same', on('order'), [long], {
      exit: happens('order'),
      reentry: { may: 'restart' },
    });
    about(same)
      .given(captured)
      .when(event('2026-11-27 11:00', 'order'))
      .shows(({ state }) => expect(state.enrolments).toHaveLength(1));
  });

  it('is up to a person where the person says so, guard or not', () => {
    const guarded = journey('guarded', { on: 'manual' }, [send('mail', 'end')], {
      where: { is: 'not', of: always },
    });
    about(guarded)
      .given(captured)
      .when(control('2026-11-27 11:00', { do: 'enrol', journey: 'guarded' }))
      .sends(['2026-11-27 11:00:00 email mail']);
  });

  it('fires for `becomesTrue` when it becomes so, not while it is', () => {
    const condition: Condition = { is: 'attr', attr: 'age', test: { op: 'gte', value: 18 } };
    const adult = journey('adult', { on: 'becomesTrue', condition }, [send('mail', 'end')], {
      reentry: { may: 'restart' },
    });
    const playbook = smallPlaybook({
      attributes: { age: { type: 'integer', personal: false, identity: false } },
      journeys: [adult],
    });
    const aged = (time: string, age: number) => ({
      at: shanghai(time),
      facts: { attributes: { age } },
      body: { kind: 'update', by: 'client' } as const,
    });
    specification(playbook)
      .given(captured)
      .when([
        aged('2026-11-27 11:00', 17),
        aged('2026-11-27 12:00', 18),
        aged('2026-11-27 13:00', 19),
        aged('2026-11-27 14:00', 5),
        aged('2026-11-27 15:00', 40),
      ])
      .sends(['2026-11-27 12:00:00 email mail', '2026-11-27 15:00:00 email mail']);
  });
});

describe('leaving a journey', () => {
  it('happens at once, on the input that meets the goal', () => {
    const chase = journey('chase', on('form_submitted'), [long, send('mail', 'end')], {
      goal: happens('bought'),
    });
    about(chase)
      .given(captured)
      .when(event('2026-11-28 11:00', 'bought'))
      .shows((seen) => {
        expect(notes(seen, 'exited')).toMatchObject([{ note: { why: 'goal', step: 'long' } }]);
        expect(seen.wakes).toBeUndefined();
      });
  });

  it('withdraws an assignment that is not made yet, and closes one that was made all the same', () => {
    const sales = journey('sales', on('ping'), [assign('ticket', 'sales', 0)], {
      exit: happens('bought'),
    });
    const nobody = specification(smallPlaybook({ journeys: [sales] }), { reply: () => undefined });
    const gone = [captured, event('2026-11-27 11:00', 'ping')] as const;
    nobody
      .given(...gone)
      .when(event('2026-11-27 12:00', 'bought'))
      .sends(['2026-11-27 12:00:00 cancel t1']);
    nobody
      .given(...gone, event('2026-11-27 12:00', 'bought'))
      .when(
        event('2026-11-27 12:01', 'ticket.assigned', { ref: 't1', ticket: 'T', queue: 'sales' }),
      )
      .sends(['2026-11-27 12:01:00 close superseded']);
  });

  it('is ordered by a person for one journey', () => {
    about(
      journey('one', on('form_submitted'), [long]),
      journey('two', on('form_submitted'), [long]),
    )
      .given(captured)
      .when(control('2026-11-27 11:00', { do: 'exit', journey: 'one' }))
      .shows(({ state }) => expect(state.enrolments.map((one) => one.journey)).toEqual(['two']));
  });

  it('drops what cannot go by the deadline, and records it', () => {
    const deep = journey(
      'deep',
      on('form_submitted'),
      [send('mail', 'end', { window: 'working' })],
      {
        deadline: 2 * HOUR,
      },
    );
    const evening = form('2026-11-27 18:00', {});
    about(deep)
      .given(evening)
      .when('2026-11-30 18:00')
      .shows((seen) => {
        expect(seen.out).toEqual([]);
        expect(notes(seen, 'policy')).toMatchObject([
          {
            when: '2026-11-27 20:00:00',
            note: { result: { verdict: 'skipped', why: 'deadline' } },
          },
        ]);
        expect(notes(seen, 'exited')).toMatchObject([{ note: { why: 'deadline' } }]);
      });
  });
});

describe('steps', () => {
  const oneOfEach: Step[] = [
    { id: 'tag', do: 'tag', add: ['hot'], remove: ['cold'], next: 1 },
    { id: 'set', do: 'set', attribute: 'plan', value: 'pro', next: 2 },
    { id: 'score', do: 'score', points: 7, dimension: 'behaviour', next: 3 },
    {
      id: 'branch',
      do: 'branch',
      cases: [{ when: { is: 'tag', tag: 'hot' }, to: 4 }],
      otherwise: 'end',
    },
    assign('person', 'sales', 5),
    { id: 'tell', do: 'notify', to: 'assignee', channels: ['desk'], template: 'hot', next: 6 },
    { id: 'out', do: 'exit' },
  ];
  const playbook = smallPlaybook({
    attributes: { plan: { type: 'string', personal: false, identity: false } },
    journeys: [journey('all', on('ping'), oneOfEach)],
  });

  it('run from top to bottom, waiting for the person', () => {
    specification(playbook)
      .given(captured)
      .when(event('2026-11-27 11:00', 'ping', { why: 'curiosity' }))
      .shows(({ out, commands, state, ledger }) => {
        expect(out).toEqual(['2026-11-27 11:00:00 assign sales', '2026-11-27 11:00:00 notify hot']);
        expect(commands).toMatchObject([
          { ref: 't1', reason: 'because curiosity' },
          { ref: 'n2', entry: { why: 'curiosity' }, lead: { plan: 'pro', score: 7 } },
        ]);
        expect(state.tags).toEqual(['source:website', 'hot']);
        expect(ledger).toMatchObject([{ rule: 'step:all/score', points: 7, cause: 'all/score' }]);
        expect(state.enrolments).toEqual([]);
      });
  });

  it('reuse an open ticket of the queue where they may', () => {
    const again = journey(
      'again',
      on('ping'),
      [assign('person', 'sales', 1), send('mail', 'end')],
      {
        reentry: { may: 'restart' },
      },
    );
    about(again)
      .given(captured, event('2026-11-27 11:00', 'ping'))
      .when(event('2026-11-27 12:00', 'ping'))
      .sends(['2026-11-27 12:00:00 email mail']);
  });

  it('score for the tier in the same input', () => {
    const bonus = journey('bonus', on('ping'), [
      { id: 'up', do: 'score', points: 10, dimension: 'behaviour', next: 'end' },
    ]);
    const ten = journey('ten', { on: 'scoreReached', score: 10 }, [send('mail', 'end')]);
    specification(smallPlaybook({ rules: [rule('x', 'x', 1)], journeys: [bonus, ten] }))
      .given(captured)
      .when(event('2026-11-27 11:00', 'ping'))
      .sends(['2026-11-27 11:00:00 email mail']);
  });
});

describe('a new version of the playbook', () => {
  const steps = (ms: number) => [wait('pause', ms, 1), send('mail', 'end')];
  const old = smallPlaybook({ journeys: [journey('one', on('form_submitted'), steps(DAY))] });
  const next = {
    ...smallPlaybook({ journeys: [journey('one', on('form_submitted'), [send('new', 'end')])] }),
    version: 2,
  };

  it('leaves those inside on the version they began with', () => {
    specification(old)
      .given(captured)
      .when('2026-11-27 11:00')
      .shows(({ state }) => {
        expect(state.enrolments[0]?.version).toBe(1);
        const later = copyOf(state);
        specification(next, { state: later, versions: () => old })
          .given()
          .when('2026-11-29 00:00')
          .sends(['2026-11-28 10:00:00 email mail']);
      });
  });

  it('ends runs whose step is gone when their own version cannot be had', () => {
    specification(old)
      .given(captured)
      .when('2026-11-27 11:00')
      .shows(({ state }) => {
        specification(next, { state })
          .given()
          .when('2026-11-29 00:00')
          .shows((seen) => {
            expect(notes(seen, 'exited')).toMatchObject([
              { note: { why: 'retired', step: 'pause' } },
            ]);
          });
      });
  });
});
