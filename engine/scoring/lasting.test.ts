import { describe, expect, it } from '@jest/globals';
import { inShanghai, shanghai } from '../../test/support/engine/china-2026.js';
import {
  DAY,
  HOUR,
  journey,
  on,
  rule,
  send,
  smallPlaybook,
  wait,
} from '../../test/support/engine/small-playbook.js';
import { event, form, notes } from '../../test/support/engine/story.js';
import { specification, type Seen } from '../../test/support/specification.js';
import { sentence } from '../explain/sentence.js';
import type { ScoringRule } from '../playbook/playbook.js';
import { simulate } from '../simulate/simulate.js';
import { totalScore } from './total.js';

const captured = form('2026-11-27 10:00', {});
const asked = (time: string) => event(time, 'asked');
const entries = ({ ledger }: Seen) =>
  ledger.map(({ points, cause, at }) => `${points} ${cause} ${inShanghai(at).slice(0, 16)}`);
const tiers = (seen: Seen) =>
  notes(seen, 'tier').map(({ when, note }) => `${when} ${Reflect.get(note, 'to')}`);

describe('points that expire', () => {
  const playbook = smallPlaybook({ rules: [rule('ask', 'asked', 6, { expires: 3 * DAY })] });
  const { given } = specification(playbook);
  const first = asked('2026-11-27 11:00');
  const second = asked('2026-11-28 12:00');

  it('fall away to the minute, each so long after it was scored, and lower the tier', () => {
    given(captured, first, second)
      .when('2026-12-02 00:00')
      .shows((seen) => {
        expect(entries(seen)).toEqual([
          '-6 expired 2026-11-30 11:00',
          '-6 expired 2026-12-01 12:00',
        ]);
        expect(tiers(seen)).toEqual(['2026-11-30 11:00:00 C']);
        expect(totalScore(seen.state, playbook)).toBe(0);
      });
  });

  it('stay until the last millisecond: an age of exactly so long is out', () => {
    given(captured, first, second)
      .when('2026-11-30 10:59:59')
      .shows(({ state, wakes }) => {
        expect([state.tier, totalScore(state, playbook)]).toEqual(['B', 12]);
        expect(totalScore(state, playbook, shanghai('2026-11-30 11:00') - 1)).toBe(12);
        expect(totalScore(state, playbook, shanghai('2026-11-30 11:00'))).toBe(6);
        expect(wakes).toEqual({ at: '2026-11-30 11:00:00', because: 'points of ask expire' });
      });
  });

  it('do not score for an event that is older than that, and the record says so', () => {
    const old = { ...asked('2026-11-27 11:00'), occurredAt: shanghai('2026-11-24 11:00') };
    given(captured)
      .when(old)
      .shows((seen) => {
        expect(entries(seen)).toEqual([]);
        expect(notes(seen, 'not-scored')).toMatchObject([{ note: { why: 'expired' } }]);
      });
  });

  it('that were negative lift the score to a threshold, which fires', () => {
    const rules = [rule('plus', 'won', 10), rule('minus', 'lost', -5, { expires: DAY })];
    const nurture = journey('nurture', { on: 'scoreReached', score: 10 }, [send('case', 'end')]);
    specification(smallPlaybook({ rules, journeys: [nurture] }))
      .given(captured, event('2026-11-27 11:00', 'lost'), event('2026-11-27 11:30', 'won'))
      .when('2026-11-29 00:00')
      .sends(['2026-11-28 11:00:00 email case']);
  });

  it('that score once score no second time after they have gone', () => {
    const once = rule('ask', 'asked', 6, { expires: DAY, times: { limit: 'once' } });
    specification(smallPlaybook({ rules: [once] }))
      .given(captured, first)
      .when([second])
      .shows((seen) => expect(entries(seen)).toEqual(['-6 expired 2026-11-28 11:00']));
  });

  it('stay few in the state however often they are scored, and none of them is lost', () => {
    const often = Array.from({ length: 500 }, (_, minute) => ({
      ...captured,
      at: shanghai('2026-11-27 11:00') + minute * 60_000,
      body: asked('2026-11-27 11:00').body,
    }));
    given(captured)
      .when(often)
      .shows(({ state }) => {
        expect(state.score['ask']?.points).toBe(3_000);
        expect(state.score['ask']?.lots?.length).toBeLessThanOrEqual(40);
        expect(state.score['ask']?.lots?.reduce((sum, [, points]) => sum + points, 0)).toBe(3_000);
      });
    given(captured, ...often)
      .when('2026-12-01 00:00')
      .shows(({ state }) => expect(state.score['ask']?.points).toBe(0));
  });
});

describe('points that fade', () => {
  const playbook = smallPlaybook({ rules: [rule('ask', 'asked', 16, { decay: 2 * DAY })] });
  const { given } = specification(playbook);
  const first = asked('2026-11-27 11:00');

  it('are halved in the half-life, and rounded down before they meet a threshold', () => {
    given(captured)
      .when(first)
      .shows(({ state }) => {
        const at = (time: string) => totalScore(state, playbook, shanghai(time));
        expect(at('2026-11-29 11:00')).toBe(8);
        expect(at('2026-11-29 11:00:01')).toBe(7);
        expect(at('2026-12-01 11:00')).toBe(4);
      });
  });

  it('wake the lead in the millisecond in which they take it under its tier, and the ledger says it', () => {
    const under = shanghai('2026-11-27 11:00') + 2 * DAY * Math.log2(1.6);
    given(captured, first)
      .when('2026-12-31 00:00')
      .shows((seen) => {
        expect(tiers(seen)).toEqual([`${inShanghai(under)} C`]);
        expect(seen.ledger).toMatchObject([{ rule: 'ask', cause: 'decay' }]);
        const [entry] = seen.ledger;
        expect(Math.abs((entry?.at ?? 0) - under)).toBeLessThan(2);
        expect(16 + (entry?.points ?? 0)).toBeCloseTo(10, 5);
        expect(seen.wakes).toBeUndefined();
      });
  });

  it('add up as one number: what came at two times fades as if each were kept', () => {
    given(captured, first)
      .when([asked('2026-11-28 11:00')])
      .shows((seen) => {
        const { points = 0 } = seen.state.score['ask'] ?? {};
        expect(points).toBeCloseTo(16 * 2 ** -0.5 + 16, 9);
        expect(seen.ledger.map(({ cause }) => cause)).toEqual(['decay', 'asked']);
      });
  });

  it('leave alone those that an earlier version lets expire: each goes its own way, once', () => {
    const before = smallPlaybook({ rules: [rule('ask', 'asked', 6, { expires: 3 * DAY })] });
    specification(before)
      .given(captured)
      .when(first)
      .shows(({ state }) => {
        specification(playbook, { state })
          .given(asked('2026-11-27 12:00'))
          .when('2026-11-30 12:00')
          .shows((seen) => {
            expect(entries(seen)).toContain('-6 expired 2026-11-30 11:00');
            const at = shanghai('2026-12-01 12:00');
            expect(totalScore(seen.state, playbook, at)).toBe(4);
          });
      });
  });

  describe.each([
    ['expire, what is left of them does so too, from then on', { expires: 5 * DAY }, 0],
    ['stay, what is left of them stays', {}, 1],
  ])('once the rule scores again whose points now %s', (_, more, left) => {
    it('and time takes it no other way', () => {
      const state = simulate(playbook, [captured, first], first.at).state;
      const now = smallPlaybook({ version: 2, rules: [rule('ask', 'asked', 1, more)] });
      specification(now, { state })
        .given()
        .when([asked('2026-11-29 11:00')])
        .shows((seen) => expect(totalScore(seen.state, now)).toBe(9));
      specification(now, { state })
        .given(asked('2026-11-29 11:00'))
        .when('2027-05-27 11:00')
        .shows((seen) => expect(totalScore(seen.state, now)).toBe(9 * left));
    });
  });

  it('of an event of long ago have faded since then', () => {
    const old = { ...asked('2026-11-29 11:00'), occurredAt: shanghai('2026-11-27 11:00') };
    given(captured)
      .when(old)
      .shows((seen) => {
        expect(seen.ledger.map(({ points }) => points)).toEqual([16, -8]);
        expect(totalScore(seen.state, playbook)).toBe(8);
      });
  });

  it('end a run whose exit asks for the score, although nothing else happens', () => {
    const tests = [{ op: 'lt', value: 8 } as const];
    const keen = journey('keen', on('asked'), [wait('w', 30 * DAY, 'end')], {
      exit: { is: 'score', tests },
    });
    specification(smallPlaybook({ rules: playbook.scoring.rules, journeys: [keen] }))
      .given(captured, first)
      .when('2026-12-31 00:00')
      .shows((seen) =>
        expect(notes(seen, 'exited')).toMatchObject([
          { when: '2026-11-29 11:00:00', note: { why: 'exit' } },
        ]),
      );
  });
});

describe('a streak', () => {
  const patterns = (...names: string[]) => names.map((name) => ({ event: name, where: [] }));
  const streak: Partial<ScoringRule> = {
    streak: { reaches: 3, brokenBy: patterns('opened') },
  };
  const { given } = specification(
    smallPlaybook({ rules: [rule('cold', 'ignored', -2, streak)], floor: null }),
  );
  const ignored = (count: number, from = 0) =>
    Array.from({ length: count }, (_, place) =>
      event(`2026-11-27 ${String(11 + from + place)}:00`, 'ignored'),
    );
  const opened = event('2026-11-27 15:30', 'opened');

  it.each([
    [2, []],
    [3, [-2]],
    [5, [-2]],
  ])('of %i in a row scores %j: once, with the one that completes it', (count, points) => {
    given(captured)
      .when(ignored(count))
      .shows(({ ledger }) => expect(ledger.map((entry) => entry.points)).toEqual(points));
  });

  it('is broken by what breaks it, and scores again when it is complete again', () => {
    given(captured, ...ignored(2), opened)
      .when(ignored(2, 5))
      .shows(({ ledger }) => expect(ledger).toEqual([]));
    given(captured, ...ignored(3), opened)
      .when(ignored(3, 5))
      .shows(({ ledger, state }) => {
        expect(ledger.map(({ points }) => points)).toEqual([-2]);
        expect(state.score['cold']).toEqual({ points: -4, times: 2, run: 3 });
      });
  });
});

describe('a dimension', () => {
  const rules = [rule('ask', 'asked', 4), rule('minus', 'lost', -4, { dimension: 'negative' })];
  const bounds = { behaviour: { max: 10 }, negative: { min: -5 } };
  const playbook = smallPlaybook({ rules, bounds, floor: null });

  it('adds no more to the total than it may, and no less; the ledger is never clamped', () => {
    const all = Array.from({ length: 4 }, () => asked('2026-11-27 11:00'));
    specification(playbook)
      .given(captured)
      .when(all)
      .shows(({ state, ledger }) => {
        expect(totalScore(state, playbook)).toBe(10);
        expect(ledger.reduce((sum, { points }) => sum + points, 0)).toBe(16);
      });
    specification(playbook)
      .given(captured)
      .when([event('2026-11-27 11:00', 'lost'), event('2026-11-27 11:01', 'lost')])
      .shows(({ state }) => expect(totalScore(state, playbook)).toBe(-5));
  });

  it('bounds the points of steps of its name too', () => {
    const gift = journey('gift', on('form_submitted'), [
      { id: 'give', do: 'score', points: 30, dimension: 'behaviour', next: 'end' },
    ]);
    const generous = smallPlaybook({ rules, bounds, journeys: [gift] });
    specification(generous)
      .given()
      .when(captured)
      .shows(({ state }) => expect(totalScore(state, generous)).toBe(10));
  });
});

describe('what time takes', () => {
  it.each([
    ['en', '-6 points by rule “ask”: they have expired; 0 in all.'],
    ['zh-CN', '规则“ask”计 -6 分：已过有效期，合计 0 分。'],
  ] as const)('is told in words: %s', (language, words) => {
    const playbook = smallPlaybook({ rules: [rule('ask', 'asked', 6, { expires: HOUR })] });
    specification(playbook)
      .given(captured, asked('2026-11-27 11:00'))
      .when('2026-11-27 12:00')
      .shows((seen) => {
        const [scored] = notes(seen, 'scored');
        expect(scored && sentence(scored.note, playbook, language)).toBe(words);
      });
  });
});
