import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { decide } from '../../engine/decide.js';
import type { Decision } from '../../engine/decision.js';
import type { Input } from '../../engine/input.js';
import type { LeadState } from '../../engine/lead-state.js';
import type { Playbook, Trigger } from '../../engine/playbook/playbook.js';
import { countPast } from '../../engine/scoring/count-past.js';
import { fadedPoints } from '../../engine/scoring/fading.js';
import { totalScore } from '../../engine/scoring/total.js';
import { retoldBy } from '../support/engine/retold.js';
import { journey, smallPlaybook } from '../support/engine/small-playbook.js';
import { inputs } from './arbitraries/inputs.js';
import { anyPlaybook, rules } from './arbitraries/playbook.js';
import { endOf, fresh, momentByMoment, outcomeOf, watched, type Call } from './arbitraries/runs.js';
import { expectSame } from './arbitraries/same.js';
import { CASES } from './arbitraries/settings.js';
import { TIERS } from './arbitraries/vocabulary.js';

/** The lead's next input is a recompute under this playbook. */
function recomputed(calls: readonly Call[], given: readonly Input[], playbook: Playbook): Decision {
  const at = endOf(given);
  const { state } = outcomeOf(calls);
  return decide(state, [orderOf(state, retoldBy(playbook, calls, at), at)], playbook, at, at);
}

const orderOf = ({ consumed }: LeadState, retold: ReturnType<typeof retoldBy>, at: number) =>
  ({
    n: consumed + 1,
    id: 'job:1',
    at,
    occurredAt: at,
    body: { kind: 'control', control: { do: 'recompute', id: '1', retold } },
  }) satisfies Input;

const derived = ({ ledger }: Decision) => ledger.filter(({ cause }) => cause === 'recompute');

describe('counters that a new version brings', () => {
  it('show, filled from the record, what they would have counted as it happened', () => {
    const consents = ['consent.given', 'consent.withdrawn'].map((event) => ({
      [event]: { id: event, event, where: [] },
    }));
    fc.assert(
      fc.property(anyPlaybook, inputs(), (any, given) => {
        const counters: Playbook['counters'] = Object.assign({}, any.counters, ...consents);
        const playbook = { ...any, counters };
        const until = endOf(given);
        const { state } = decide(fresh(playbook), given, playbook, until, until);
        expect(countPast(playbook, Object.keys(counters), given)).toEqual(state.counters);
      }),
      CASES,
    );
  });
});

describe('law 7: a recomputation from history', () => {
  it('changes no points where the rules are those of before', () => {
    fc.assert(
      fc.property(anyPlaybook, inputs(), (playbook, given) => {
        fc.pre(given.length > 0);
        const decision = recomputed(momentByMoment(playbook, given), given, playbook);
        expect(derived(decision)).toEqual([]);
      }),
      CASES,
    );
  });

  it('comes to the score of a lead that has lived under the new rules from the start', () => {
    fc.assert(
      fc.property(anyPlaybook, rules, inputs(), (old, changed, given) => {
        fc.pre(given.length > 0);
        const now = withRules(old, changed);
        const { state } = recomputed(watched(old, given), given, now);
        const other = outcomeOf(watched(now, given)).state;
        for (const rule of now.scoring.rules) {
          // Under other rules other mails go out, and are ignored.
          if (rule.on === undefined || rule.on.event === 'message.ignored') continue;
          const points = (score: LeadState['score']) =>
            fadedPoints(score[rule.id] ?? { points: 0 }, endOf(given));
          expect(points(state.score)).toBeCloseTo(points(other.score), 5);
        }
      }),
      CASES,
    );
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(anyPlaybook, rules, inputs(), (any, changed, given) => {
        fc.pre(given.length > 0);
        // Journeys move on with any input, whatever it says.
        const old = { ...any, journeys: [] };
        const now = withRules(old, changed);
        const calls = watched(old, given);
        const at = endOf(given);
        const first = recomputed(calls, given, now);
        const again = orderOf(first.state, retoldBy(now, calls, at), at);
        const second = decide(first.state, [again], now, at, at);
        expect(derived(second)).toEqual([]);
        expectSame({ ...second.state, consumed: 0 }, { ...first.state, consumed: 0 });
      }),
      CASES,
    );
  });

  it('sets off nothing for the first time, and says what it holds back', () => {
    const triggers: Trigger[] = [
      ...[1, 5, 10, 20].map((score): Trigger => ({ on: 'scoreReached', score })),
      ...TIERS.map((tier): Trigger => ({ on: 'tierEntered', tier })),
    ];
    const journeys = triggers.map((trigger, place) =>
      journey(`j${place}`, trigger, [{ id: 'out', do: 'exit' }], { reentry: { may: 'restart' } }),
    );
    fc.assert(
      fc.property(anyPlaybook, rules, inputs(), (old, changed, given) => {
        fc.pre(given.length > 0);
        const calls = watched({ ...old, journeys }, given);
        const now = { ...withRules(old, changed), journeys };
        const before = outcomeOf(calls).state;
        const { state, trace, commands } = recomputed(calls, given, now);
        expect(trace.filter(({ note }) => note === 'entered')).toEqual([]);
        expect(commands).toEqual([]);
        for (const score of [1, 5, 10, 20]) {
          const isNew =
            totalScore(state, now) >= score && before.marks[`score:${score}`] === undefined;
          expect(state.held?.[`score:${score}`] !== undefined).toBe(isNew);
        }
      }),
      CASES,
    );
  });
});

function withRules(playbook: Playbook, changed: Playbook['scoring']['rules']): Playbook {
  const { byEvent, byAttribute } = smallPlaybook({ rules: changed }).scoring;
  const scoring = { ...playbook.scoring, rules: changed, byEvent, byAttribute };
  return { ...playbook, version: playbook.version + 1, scoring };
}
