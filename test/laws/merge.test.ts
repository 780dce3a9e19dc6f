import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { wakeUp } from '../../engine/deadlines.js';
import { decide } from '../../engine/decide.js';
import type { Input } from '../../engine/input.js';
import type { LeadState } from '../../engine/lead-state.js';
import { newLead } from '../../engine/new-lead.js';
import type { Playbook } from '../../engine/playbook/playbook.js';
import { scoreAt } from '../../engine/scoring/in-time.js';
import { totalScore } from '../../engine/scoring/total.js';
import { smallPlaybook } from '../support/engine/small-playbook.js';
import { inputs } from './arbitraries/inputs.js';
import { anyPlaybook, rules } from './arbitraries/playbook.js';
import { shownOf } from './arbitraries/ledger.js';
import { endOf, fresh, outcomeOf, separated } from './arbitraries/runs.js';
import { expectSame } from './arbitraries/same.js';
import { CASES, frozen } from './arbitraries/settings.js';

const merges = fc
  .tuple(anyPlaybook, inputs(8), inputs(8), fc.nat(7))
  .map(([playbook, given, others, place]) => ({
    playbook,
    given: merging(playbook, given, others, place),
  }));

describe('a merge among the inputs', () => {
  it('is as pure as any other, and batching does not matter (laws 1 and 2)', () => {
    fc.assert(
      fc.property(merges, ({ playbook, given }) => {
        const end = endOf(given);
        const together = decide(fresh(playbook), frozen(given), playbook, end, end);
        const apart = outcomeOf(separated(playbook, given, end));
        expectSame(apart, together);
      }),
      CASES,
    );
  });

  it('leaves the score the fold of the ledger, and every wait awake (laws 4 and 7)', () => {
    fc.assert(
      fc.property(merges, ({ playbook, given }) => {
        const end = endOf(given);
        const { state, ledger } = decide(fresh(playbook), given, playbook, end, end);
        expect(totalScore(state, playbook)).toBe(shownOf(playbook, ledger, state.clock));
        expect(wakeUp(state, playbook)?.at ?? Infinity).toBeGreaterThan(end);
      }),
      CASES,
    );
  });

  it('takes over whole what only the loser has scored, whatever versions the two come from', () => {
    fc.assert(
      fc.property(merges, rules, rules, ({ playbook, given }, older, newer) => {
        const place = given.findIndex(({ body }) => body.kind === 'merge');
        const { facts: _facts, past: _past, ...merge } = given[place] as Input;
        const past = given.slice(0, place);
        const [before, now] = [withRules(playbook, older, 1), withRules(playbook, newer, 2)];
        const ours = decide(fresh(before), past, before, merge.at, merge.at).state;
        const theirs = loserOf(merge).score;
        const { state } = decide(ours, [merge], now, merge.at, merge.at, () => before);
        for (const { id, on } of newer) {
          const own = ours.score[id];
          if (on === undefined || (own !== undefined && own.held !== true && own.times > 0))
            continue;
          const loser = theirs[id]?.held === true ? undefined : theirs[id];
          const points = loser === undefined ? 0 : scoreAt(loser, merge.at).points;
          expect(state.score[id]?.points ?? 0).toBeCloseTo(points, 6);
        }
      }),
      CASES,
    );
  });

  it('keeps one run of a journey and key, and every mark of either', () => {
    fc.assert(
      fc.property(merges, ({ playbook, given }) => {
        const place = given.findIndex(({ body }) => body.kind === 'merge');
        const upTo = given.slice(0, place + 1);
        const { at } = given[place] as Input;
        const before = decide(fresh(playbook), upTo.slice(0, -1), playbook, at, at).state;
        const { state } = decide(before, upTo.slice(-1), playbook, at, at);
        const runs = state.enrolments.map(({ journey, key }) => `${journey}#${key ?? ''}`);
        expect(runs).toEqual([...new Set(runs)]);
        const marks = [before, loserOf(given[place])].flatMap((one) => Object.keys(one.marks));
        expect(Object.keys(state.marks)).toEqual(expect.arrayContaining(marks));
      }),
      CASES,
    );
  });
});

/** The same inputs, one of which now takes over a lead that has lived through `others` until then. */
function merging(playbook: Playbook, given: Input[], others: Input[], place: number): Input[] {
  const chosen = place % given.length;
  return given.map((input, index) => {
    if (index !== chosen) return input;
    const until = input.at;
    const lived = others.filter(({ at }) => at <= until);
    const { state } = decide(newLead('loser', playbook, 0), lived, playbook, until, until);
    return { ...input, body: { kind: 'merge', loserId: 'loser', loser: renamed(state) } };
  });
}

/** As the record renames the loser's refs before it hands the state over. */
function renamed(state: LeadState): LeadState {
  const name = (ref: string) => `${ref}~loser`;
  return {
    ...state,
    sends: state.sends.map((one) => ({ ...one, ref: name(one.ref) })),
    messages: state.messages.map((one) => ({ ...one, ref: name(one.ref) })),
    enrolments: state.enrolments.map((one) => {
      const { at } = one;
      if (at.wait === 'assigned') return { ...one, at: { ...at, ref: name(at.ref) } };
      if (at.wait !== 'time' && at.wait !== 'event') return one;
      const { after, called } = at;
      const underWay = {
        ...(after === undefined ? {} : { after: name(after) }),
        ...(called === undefined ? {} : { called: { ...called, ref: name(called.ref) } }),
      };
      return { ...one, at: { ...at, ...underWay } };
    }),
  };
}

function loserOf(input: Input | undefined): LeadState {
  if (input?.body.kind !== 'merge' || input.body.loser === undefined) throw new Error('no loser');
  return input.body.loser;
}

function withRules(
  playbook: Playbook,
  changed: Playbook['scoring']['rules'],
  version: number,
): Playbook {
  const { byEvent, byAttribute } = smallPlaybook({ rules: changed }).scoring;
  const scoring = { ...playbook.scoring, rules: changed, byEvent, byAttribute };
  return { ...playbook, version, scoring };
}
