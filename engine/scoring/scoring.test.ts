import { describe, expect, it } from '@jest/globals';
import { shanghai } from '../../test/support/engine/china-2026.js';
import {
  DAY,
  HOUR,
  heldRule,
  journey,
  on,
  rule,
  send,
  smallPlaybook,
} from '../../test/support/engine/small-playbook.js';
import { wakeUp } from '../deadlines.js';
import { event, form, notes } from '../../test/support/engine/story.js';
import { specification, type Seen } from '../../test/support/specification.js';
import type { Counter, ScoringRule } from '../playbook/playbook.js';
import { simulate } from '../simulate/simulate.js';
import { totalScore } from './total.js';

const captured = form('2026-11-27 10:00', {});
const scoring = (...rules: ScoringRule[]) => specification(smallPlaybook({ rules }));
const points = ({ ledger }: Seen) => ledger.map((entry) => entry.points);

describe('a rule on an event', () => {
  const views = ['A', 'A', 'B'].map((product) => event('2026-11-27 11:00', 'viewed', { product }));

  it('scores each time unless it says otherwise', () => {
    scoring(rule('view', 'viewed', 5))
      .given(captured)
      .when(views)
      .shows((seen) => expect(points(seen)).toEqual([5, 5, 5]));
  });

  it('scores once, and the record says so of the others', () => {
    scoring(rule('view', 'viewed', 5, { times: { limit: 'once' } }))
      .given(captured)
      .when(views)
      .shows((seen) => {
        expect(points(seen)).toEqual([5]);
        expect(notes(seen, 'not-scored')).toMatchObject([
          { note: { rule: 'view', why: 'already' } },
          { note: { why: 'already' } },
        ]);
      });
  });

  it('scores at most so often', () => {
    scoring(rule('view', 'viewed', 5, { times: { limit: 'most', n: 2 } }))
      .given(captured)
      .when(views)
      .shows((seen) => expect(points(seen)).toEqual([5, 5]));
  });

  it('scores once per value of a property', () => {
    scoring(rule('view', 'viewed', 5, { times: { limit: 'once-per', property: 'product' } }))
      .given(captured)
      .when(views)
      .shows((seen) => expect(points(seen)).toEqual([5, 5]));
  });

  it('scores once a day on the clock of the playbook', () => {
    const times = { limit: 'once-per-day' } as const;
    const daily = ['2026-11-27 11:00', '2026-11-27 23:59', '2026-11-28 00:00'].map((time) =>
      event(time, 'viewed'),
    );
    scoring(rule('view', 'viewed', 5, { times }))
      .given(captured)
      .when(daily)
      .shows((seen) => expect(points(seen)).toEqual([5, 5]));
  });

  describe('that scored once per value, and once a day by a new version', () => {
    const by = (version: number, times: ScoringRule['times']) =>
      smallPlaybook({ version, rules: [rule('view', 'viewed', 1, { times })] });
    const [perValue, daily] = [
      by(1, { limit: 'once-per', property: 'url' }),
      by(2, { limit: 'once-per-day' }),
    ];
    const viewsOn = (days: number[], each: number) =>
      days.flatMap((day) =>
        Array.from({ length: each }, (_, page) =>
          event(`2026-12-${String(day).padStart(2, '0')} 12:00`, 'viewed', {
            url: `${day}/${page}`,
          }),
        ),
      );
    const past = simulate(perValue, [captured, ...viewsOn([1, 2, 3], 20)], shanghai('2026-12-04'));

    it('takes no value for a day: it scores on each day, and once', () => {
      specification(daily, { state: past.state })
        .given()
        .when(viewsOn([4, 5, 6, 7], 2))
        .shows((seen) => expect(points(seen)).toEqual([1, 1, 1, 1]));
    });

    it('takes no day for a value when that is taken back, and remembers both within bounds', () => {
      const days = Array.from({ length: 27 }, (_, place) => place + 4);
      const { state } = simulate(daily, viewsOn(days, 1), shanghai('2026-12-30 12:00'), past);
      expect(state.score['view']?.seen).toHaveLength(60 + 27);
      specification({ ...perValue, version: 3 }, { state })
        .given()
        .when([...viewsOn([1], 3), ...viewsOn([31], 6)])
        .shows((seen) => expect(points(seen)).toEqual([1, 1, 1, 1]));
    });
  });

  it('tests the properties of the event', () => {
    const where = [{ property: 'seconds', test: { op: 'gte', value: 60 } }] as const;
    scoring(rule('watch', 'watched', 3, { on: { event: 'watched', where: [...where] } }))
      .given(captured)
      .when([
        event('2026-11-27 11:00', 'watched', { seconds: 59 }),
        event('2026-11-27 11:01', 'watched', { seconds: '60' }),
      ])
      .shows((seen) => {
        expect(points(seen)).toEqual([3]);
        expect(notes(seen, 'not-scored')).toMatchObject([{ note: { why: 'filter' } }]);
      });
  });

  it('scores at the time of the event, for history too', () => {
    const old = {
      ...event('2026-11-27 11:00', 'viewed'),
      occurredAt: shanghai('2026-01-01 00:00'),
    };
    scoring(rule('view', 'viewed', 5))
      .given(captured)
      .when(old)
      .shows(({ ledger }) =>
        expect(ledger).toMatchObject([{ at: shanghai('2026-01-01 00:00'), points: 5 }]),
      );
  });
});

describe('a rule on attributes', () => {
  const big = heldRule('big', { is: 'attr', attr: 'size', test: { op: 'gte', value: 500 } }, 5);
  const playbook = smallPlaybook({
    attributes: { size: { type: 'range', personal: false, identity: false } },
    rules: [big],
  });
  const sized = (time: string, size: string | null) => ({
    at: shanghai(time),
    facts: { attributes: { size } },
    body: { kind: 'update', by: 'client' } as const,
  });

  it('holds while it is true and is taken back when it is not', () => {
    specification(playbook)
      .given(captured)
      .when([
        sized('2026-11-27 11:00', '500人以上'),
        sized('2026-11-27 12:00', '100-500'),
        sized('2026-11-27 13:00', null),
      ])
      .shows((seen) => {
        expect(points(seen)).toEqual([5, -5]);
        expect(totalScore(seen.state, playbook)).toBe(0);
      });
  });

  it('follows a new version: other points, or none', () => {
    specification(playbook)
      .given(captured)
      .when(sized('2026-11-27 11:00', '800'))
      .shows(({ state }) => {
        const dearer = smallPlaybook({
          attributes: playbook.attributes,
          rules: [{ ...big, points: 8 }],
        });
        const ping = event('2026-11-27 12:00', 'ping');
        specification(dearer, { state })
          .given()
          .when(ping)
          .shows((seen) => expect(points(seen)).toEqual([3]));
        specification(smallPlaybook(), { state })
          .given()
          .when(ping)
          .shows((seen) => expect(points(seen)).toEqual([-5]));
      });
  });

  it('that was one on events holds its points from time, which takes nothing it would have to make up for', () => {
    for (const lasting of [{ decay: 3_600_000 }, { expires: 3_600_000 }]) {
      const before = smallPlaybook({
        attributes: playbook.attributes,
        rules: [rule('big', 'won', 4, lasting)],
      });
      specification(before)
        .given(captured, event('2026-11-27 11:00', 'won'))
        .when(sized('2026-11-27 11:00', '800'))
        .shows(({ state }) => {
          specification(playbook, { state })
            .given(event('2026-11-27 11:01', 'ping'))
            .when('2026-12-27 11:00')
            .shows((seen) => {
              expect(points(seen)).toEqual([]);
              expect(wakeUp(seen.state, playbook)).toBeUndefined();
              expect(seen.state.score['big']?.points).toBe(5);
            });
        });
    }
  });

  it('that is one on events now is taken back, and the rule scores like a new one', () => {
    specification(playbook)
      .given(captured)
      .when(sized('2026-11-27 11:00', '800'))
      .shows(({ state }) => {
        const once = rule('big', 'won', 4, { times: { limit: 'once' } });
        const now = smallPlaybook({ attributes: playbook.attributes, rules: [once] });
        const won = ['2026-11-27 12:00', '2026-11-27 13:00'].map((time) => event(time, 'won'));
        specification(now, { state })
          .given()
          .when(won)
          .shows((seen) => {
            expect(points(seen)).toEqual([-5, 4]);
            expect(seen.state.score['big']).toMatchObject({ points: 4, times: 1 });
          });
      });
  });

  it('that contradicts itself comes to rest', () => {
    const never = heldRule('never', { is: 'score', tests: [{ op: 'lt', value: 5 }] }, 5);
    scoring(never)
      .given()
      .when(captured)
      .shows((seen) => expect(seen.ledger.length).toBeLessThan(20));
  });
});

describe('the total', () => {
  const minus = rule('minus', 'lost', -8);
  const plus = rule('plus', 'won', 5);
  const both = [event('2026-11-27 11:00', 'lost'), event('2026-11-27 11:01', 'won')];

  it('never shows less than its floor, while the ledger is never clamped', () => {
    const floored = smallPlaybook({ rules: [minus, plus] });
    const open = smallPlaybook({ rules: [minus, plus], floor: null });
    specification(floored)
      .given(captured)
      .when(both)
      .shows(({ state }) => {
        expect(totalScore(state, floored)).toBe(0);
        expect(totalScore(state, open)).toBe(-3);
      });
  });

  it('is rounded down before it meets a threshold, tenths adding up to a whole', () => {
    const tenths = smallPlaybook({ rules: [rule('tenth', 'won', 0.1)] });
    specification(tenths)
      .given(captured)
      .when(Array.from({ length: 10 }, () => event('2026-11-27 11:00', 'won')))
      .shows(({ state }) => expect(totalScore(state, tenths)).toBe(1));
  });
});

describe('a counter', () => {
  const counted = (counter: Partial<Counter>, least: number) => {
    const test = { op: 'gte', value: least } as const;
    const push = journey(
      'push',
      { on: 'becomesTrue', condition: { is: 'count', counter: 'views', test } },
      [send('plan-b', 'end')],
    );
    const counters = { views: { id: 'views', event: 'viewed', where: [], ...counter } };
    return specification(smallPlaybook({ counters, journeys: [push] })).given(captured);
  };
  const viewed = (...times: string[]) =>
    times.map((time) => event(`2026-11-27 ${time}`, 'viewed', { page: time }));

  it('counts all there ever were', () => {
    counted({}, 3)
      .when(viewed('11:00', '11:01', '11:02'))
      .sends(['2026-11-27 11:02:00 email plan-b']);
  });

  it('takes reloads within a distance for one', () => {
    counted({ distinct: { ms: HOUR / 2 } }, 2)
      .when(viewed('11:00', '11:29', '11:59'))
      .sends(['2026-11-27 11:59:00 email plan-b']);
  });

  it('tells values of a property apart', () => {
    const same = event('2026-11-27 11:05', 'viewed', { page: '11:00' });
    counted({ distinct: { property: 'page' } }, 2)
      .when([...viewed('11:00'), same, ...viewed('11:10')])
      .sends(['2026-11-27 11:10:00 email plan-b']);
  });

  it('forgets what is older than its window: exactly as old is out', () => {
    counted({ within: HOUR }, 2).when(viewed('11:00', '12:00')).sends([]);
    counted({ within: HOUR }, 2)
      .when(viewed('11:00', '11:59'))
      .sends(['2026-11-27 11:59:00 email plan-b']);
  });

  it('keeps only so much', () => {
    counted({ within: 30 * DAY }, 1000)
      .when(Array.from({ length: 300 }, () => event('2026-11-27 11:00', 'viewed')))
      .shows(({ state }) => expect(JSON.stringify(state.counters).length).toBeLessThan(2_000));
  });
});

describe('an event that triggers and scores', () => {
  it('is tested by the guard after its own points', () => {
    const where = { is: 'score', tests: [{ op: 'gte', value: 5 }] } as const;
    const playbook = smallPlaybook({
      rules: [rule('view', 'viewed', 5)],
      journeys: [
        journey('thanks', on('viewed'), [send('mail', 'end')], {
          where: { ...where, tests: [...where.tests] },
        }),
      ],
    });
    specification(playbook)
      .given(captured)
      .when(event('2026-11-27 11:00', 'viewed'))
      .sends(['2026-11-27 11:00:00 email mail']);
  });
});
