import { describe, expect, it } from '@jest/globals';
import { inShanghai, shanghai } from '../../test/support/engine/china-2026.js';
import {
  DAY,
  HOUR,
  awaits,
  cap,
  happens,
  journey,
  on,
  rule,
  send,
  smallPlaybook,
} from '../../test/support/engine/small-playbook.js';
import { event, form, notes } from '../../test/support/engine/story.js';
import { specification, type Seen } from '../../test/support/specification.js';
import type { Json } from '../json.js';
import type { DerivedEvent } from '../playbook/playbook.js';

const captured = form('2026-11-27 10:00', {});
const mail = journey('mail', on('form_submitted'), [send('hello', 'end')]);
const ignoredAfter = (more: Partial<DerivedEvent> = {}): DerivedEvent => ({
  event: 'message.ignored',
  of: { category: 'marketing', channel: 'email' },
  after: 'sent',
  silent: 72 * HOUR,
  unknownByMachine: true,
  ...more,
});
const cold = rule('cold', 'message.ignored', -1);
const told = (more: Partial<DerivedEvent> = {}) =>
  specification(
    smallPlaybook({ journeys: [mail], rules: [cold], floor: null, derived: [ignoredAfter(more)] }),
  );
const heard = (name: string, time: string, more: { [name: string]: Json } = {}) =>
  event(time, `message.${name}`, { ref: 'm1', ...more });
const ignored = (seen: Seen) => notes(seen, 'message', { what: 'ignored' }).map(({ when }) => when);

describe('a mail that nobody opens or clicks', () => {
  it('is ignored 72 hours after it was sent, to the second, and that scores', () => {
    told()
      .given(captured)
      .when('2026-12-31 00:00')
      .shows((seen) => {
        expect(ignored(seen)).toEqual(['2026-11-30 10:00:00']);
        expect(seen.ledger).toMatchObject([
          { points: -1, cause: 'message.ignored', at: shanghai('2026-11-30 10:00') },
        ]);
        expect(seen.wakes).toBeUndefined();
      });
    told()
      .given()
      .when(captured)
      .shows(({ wakes }) => expect(wakes?.at).toBe('2026-11-30 10:00:00'));
  });

  it('counts from its delivery where the playbook says so, and never where none is reported', () => {
    told({ after: 'delivered' })
      .given(
        captured,
        heard('delivered', '2026-11-27 10:05'),
        heard('delivered', '2026-11-28 10:05'),
      )
      .when('2026-12-31 00:00')
      .shows((seen) => expect(ignored(seen)).toEqual(['2026-11-30 10:05:00']));
    told({ after: 'delivered' })
      .given(captured)
      .when('2026-12-31 00:00')
      .shows((seen) => expect(ignored(seen)).toEqual([]));
  });

  it.each([
    ['opened', {}],
    ['clicked', { link: 'demo' }],
    ['replied', {}],
    ['bounced', {}],
  ])('is not ignored once it is %s, in the last second too', (name, more) => {
    told()
      .given(captured, heard(name, '2026-11-30 09:59:59', more))
      .when('2026-12-31 00:00')
      .shows((seen) => expect(ignored(seen)).toEqual([]));
  });

  it('is neither ignored nor opened where only a machine opened it', () => {
    const byMachine = heard('opened', '2026-11-27 10:01', { machine: true });
    told()
      .given(captured, byMachine)
      .when('2026-12-31 00:00')
      .shows((seen) => {
        expect(ignored(seen)).toEqual([]);
        expect(seen.state.messages[0]?.openedAt).toBeUndefined();
      });
    told({ unknownByMachine: false })
      .given(captured, byMachine)
      .when('2026-12-31 00:00')
      .shows((seen) => expect(ignored(seen)).toEqual(['2026-11-30 10:00:00']));
  });

  it.each(['refused', 'failed', 'expired', 'doubt'] as const)(
    'that was %s was never there to be ignored',
    (result) => {
      const outcome = {
        at: shanghai('2026-11-27 11:00'),
        body: { kind: 'outcome', ref: 'm1', result, at: shanghai('2026-11-27 11:00') } as const,
      };
      told()
        .given(captured, outcome)
        .when('2026-12-31 00:00')
        .shows((seen) => expect(ignored(seen)).toEqual([]));
    },
  );

  it('is silent from its late acceptance', () => {
    const at = shanghai('2026-11-27 16:00');
    told()
      .given(captured, { at, body: { kind: 'outcome', ref: 'm1', result: 'accepted', at } })
      .when('2026-12-31 00:00')
      .shows((seen) => expect(ignored(seen)).toEqual(['2026-11-30 16:00:00']));
  });

  it('is of the kind the playbook asks about: others are never ignored', () => {
    told({ of: { category: 'operational', channel: 'email' } })
      .given(captured)
      .when('2026-12-31 00:00')
      .shows((seen) => expect(ignored(seen)).toEqual([]));
  });
});

describe('an ignored mail', () => {
  const after = (...journeys: ReturnType<typeof journey>[]) =>
    specification(smallPlaybook({ journeys: [mail, ...journeys], derived: [ignoredAfter()] }));

  it('enters a journey, and ends a wait, like any event', () => {
    const chase = journey('chase', on('message.ignored'), [send('again', 'end')]);
    after(chase)
      .given(captured)
      .when('2026-12-01 00:00')
      .sends(['2026-11-30 10:00:00 email again']);
    const patient = journey('patient', on('form_submitted'), [
      awaits('w', happens('message.ignored'), 1),
      send('gently', 'end'),
    ]);
    after(patient)
      .given(captured)
      .when('2026-12-01 00:00')
      .sends(['2026-11-30 10:00:00 email gently']);
  });

  it('makes true what counts it', () => {
    const condition = {
      is: 'count',
      counter: 'cold',
      test: { op: 'gte', value: 1 },
    } as const;
    const counters = { cold: { id: 'cold', event: 'message.ignored', where: [] } };
    const colder = journey('colder', { on: 'becomesTrue', condition }, [send('last', 'end')]);
    specification(smallPlaybook({ journeys: [mail, colder], derived: [ignoredAfter()], counters }))
      .given(captured)
      .when('2026-12-01 00:00')
      .sends(['2026-11-30 10:00:00 email last']);
  });
});

describe('a cap that holds while a streak stands', () => {
  const weekly = journey('weekly', on('asked'), [send('letter', 'end')], {
    reentry: { may: 'after-exit', atLeast: 0 },
  });
  const streak = {
    reaches: 3,
    brokenBy: [{ event: 'message.opened', where: [] }],
  };
  const { given } = specification(
    smallPlaybook({
      journeys: [weekly],
      rules: [rule('cold', 'message.ignored', -2, { streak })],
      floor: null,
      derived: [ignoredAfter({ silent: HOUR })],
      policies: {
        caps: [
          cap(9),
          cap(1, {
            id: 'lowered',
            per: 2 * DAY,
            while: { is: 'streak', rule: 'cold', reaches: 3 },
          }),
        ],
      },
    }),
  );
  const letters = ['2026-11-27 11:00', '2026-11-27 13:00', '2026-11-27 15:00'].map((time) =>
    event(time, 'asked'),
  );

  it('is not there after two ignored mails', () => {
    given(captured, ...letters.slice(0, 2))
      .when(event('2026-11-27 17:00', 'asked'))
      .sends(['2026-11-27 17:00:00 email letter']);
  });

  it('holds after three, says so, and goes with the next human opening', () => {
    given(captured, ...letters)
      .when(event('2026-11-27 17:00', 'asked'))
      .shows((seen) => {
        expect(seen.out).toEqual([]);
        expect(notes(seen, 'policy')).toMatchObject([
          { note: { result: { verdict: 'skipped', why: 'cap', cap: 'lowered', max: 1 } } },
        ]);
      });
    given(captured, ...letters, event('2026-11-27 16:30', 'message.opened', { ref: 'm1' }))
      .when(event('2026-11-27 17:00', 'asked'))
      .sends(['2026-11-27 17:00:00 email letter']);
  });

  it('stays where a machine opened the mail', () => {
    const machine = event('2026-11-27 16:30', 'message.opened', { ref: 'm1', machine: true });
    given(captured, ...letters, machine)
      .when(event('2026-11-27 17:00', 'asked'))
      .shows(({ out, state }) => {
        expect([out, state.score['cold']?.run]).toEqual([[], 3]);
        expect(inShanghai(state.lastActivityAt ?? 0)).toBe('2026-11-27 17:00:00');
      });
    given(captured)
      .when(machine)
      .shows(({ state }) => expect(state.lastActivityAt).toBe(captured.at));
  });
});
