import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { decide } from '../../engine/decide.js';
import type { Input } from '../../engine/input.js';
import type { Happening } from '../../engine/conditions/view.js';
import { matches } from '../../engine/conditions/value-test.js';
import { own, type Json } from '../../engine/json.js';
import type { LeadState } from '../../engine/lead-state.js';
import type { Playbook, ScoringRule, Trigger } from '../../engine/playbook/playbook.js';
import { totalScore } from '../../engine/scoring/total.js';
import type { LedgerEntry } from '../../engine/trace.js';
import { DAY, HOUR, journey, smallPlaybook } from '../support/engine/small-playbook.js';
import { inputs } from './arbitraries/inputs.js';
import { anyPlaybook, rules } from './arbitraries/playbook.js';
import { endOf, fresh, outcomeOf, separated, watched } from './arbitraries/runs.js';
import { CASES } from './arbitraries/settings.js';
import { TIERS } from './arbitraries/vocabulary.js';

describe('law 7: the score', () => {
  it('is the fold of its ledger', () => {
    fc.assert(
      fc.property(anyPlaybook, inputs(), (playbook, given) => {
        const { state, ledger } = outcomeOf(watched(playbook, given));
        const sum = ledger.reduce((total, { points }) => total + points, 0);
        const shown = Math.max(playbook.scoring.floor ?? -Infinity, sum);
        expect(totalScore(state, playbook)).toBe(shown);
        expect(pointsIn(state)).toEqual(foldOf(ledger));
      }),
      CASES,
    );
  });

  it('of events equals a recomputation from their history, whatever else happened and whenever it was decided', () => {
    fc.assert(
      fc.property(anyPlaybook, inputs(), (playbook, given) => {
        const { state } = outcomeOf(separated(playbook, given, endOf(given)));
        for (const rule of playbook.scoring.rules) {
          if (rule.on === undefined) continue;
          expect(state.score[rule.id]?.points ?? 0).toBe(recomputed(rule, given));
        }
      }),
      CASES,
    );
  });
});

describe('law 8: thresholds', () => {
  const scores = [1, 5, 10, 20];
  const triggers: Trigger[] = [
    ...scores.map((score): Trigger => ({ on: 'scoreReached', score })),
    ...TIERS.map((tier): Trigger => ({ on: 'tierEntered', tier })),
  ];
  const journeys = triggers.map((trigger, place) =>
    journey(`j${place}`, trigger, [{ id: 'out', do: 'exit' }], { reentry: { may: 'restart' } }),
  );
  const ATTRIBUTES: Playbook['attributes'] = {
    text: { type: 'string', personal: false, identity: false },
    size: { type: 'range', personal: false, identity: false },
    age: { type: 'integer', personal: false, identity: false },
  };

  it('fire exactly where they are reached: a score the first time, a tier at each rise into it', () => {
    fc.assert(
      fc.property(rules, inputs(20), (scored, given) => {
        const playbook = smallPlaybook({ rules: [...scored], journeys, attributes: ATTRIBUTES });
        const reached = new Set<number>();
        let state = fresh(playbook);
        for (const input of given.map(asNews)) {
          const before = state;
          const decision = decide(before, [input], playbook, input.at, input.at);
          ({ state } = decision);
          const fired = decision.trace.flatMap((note) =>
            note.note === 'entered' ? [note.because] : [],
          );
          expect(fired.toSorted()).toEqual(expected(playbook, before, state, reached).toSorted());
        }
      }),
      CASES,
    );
  });

  function expected(
    playbook: Playbook,
    before: LeadState,
    after: LeadState,
    reached: Set<number>,
  ): string[] {
    const score = totalScore(after, playbook);
    const due = scores.filter((threshold) => score >= threshold && !reached.has(threshold));
    for (const threshold of due) reached.add(threshold);
    const rank = (tier: string) => playbook.tiers.findIndex(({ id }) => id === tier);
    const rises = before.consumed === 0 || rank(after.tier) < rank(before.tier);
    const tier = score >= 20 ? 'A' : score >= 10 ? 'B' : 'C';
    expect(after.tier).toBe(tier);
    return [...due.map((threshold) => `score:${threshold}`), ...(rises ? [`tier:${tier}`] : [])];
  }
});

/** The same input as if it had just happened, and without what a person orders. */
function asNews({ history: _history, ...input }: Input): Input {
  const body =
    input.body.kind === 'control' ? ({ kind: 'update', by: 'person' } as const) : input.body;
  return { ...input, body, occurredAt: input.at };
}

function pointsIn({ score }: LeadState): { [rule: string]: number } {
  return Object.fromEntries(Object.entries(score).map(([rule, { points }]) => [rule, points]));
}

function foldOf(ledger: readonly LedgerEntry[]): { [rule: string]: number } {
  const points: { [rule: string]: number } = {};
  for (const entry of ledger) points[entry.rule] = (points[entry.rule] ?? 0) + entry.points;
  return points;
}

/** Counts a rule anew from the events alone: how many, how many different, on how many days. */
function recomputed({ on, times, points }: ScoringRule, given: Input[]): number {
  const matching = given
    .flatMap(eventsOf)
    .filter((event) => on !== undefined && matches(on, event));
  switch (times.limit) {
    case 'each':
      return matching.length * points + 0;
    case 'once':
      return Math.min(1, matching.length) * points + 0;
    case 'most':
      return Math.min(times.n, matching.length) * points + 0;
    case 'once-per':
      return (
        different(matching.map((one) => own(one.properties, times.property) ?? null)) * points + 0
      );
    case 'once-per-day':
      return different(matching.map((one) => dayInShanghai(one.occurredAt))) * points + 0;
  }
}

/** What an input says has happened, with the visitor's past and the download that a link stands for. */
function eventsOf({ body, occurredAt, past = [] }: Input): Happening[] {
  if (body.kind !== 'event') return past;
  const { name, properties } = body;
  const paper = name === 'message.clicked' && own(properties, 'link') === 'paper';
  const derived = paper ? [{ name: 'e2', properties: { p: 'a' }, occurredAt }] : [];
  return [...past, { name, properties, occurredAt }, ...derived];
}

const different = (values: Json[]) => new Set(values.map((value) => JSON.stringify(value))).size;
const dayInShanghai = (time: number) => Math.floor((time + 8 * HOUR) / DAY);
