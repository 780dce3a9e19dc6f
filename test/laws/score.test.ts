import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Input } from '../../engine/input.js';
import type { Happening } from '../../engine/conditions/view.js';
import { matches } from '../../engine/conditions/value-test.js';
import { own, type Json } from '../../engine/json.js';
import type { LeadState } from '../../engine/lead-state.js';
import type { Playbook, ScoringRule, Trigger } from '../../engine/playbook/playbook.js';
import { fadedPoints } from '../../engine/scoring/fading.js';
import { totalScore } from '../../engine/scoring/total.js';
import { DAY, HOUR, journey, smallPlaybook } from '../support/engine/small-playbook.js';
import { inputs } from './arbitraries/inputs.js';
import { anyPlaybook, rules } from './arbitraries/playbook.js';
import { foldOf, shownOf } from './arbitraries/ledger.js';
import { endOf, momentByMoment, outcomeOf, separated, watched } from './arbitraries/runs.js';
import { CASES } from './arbitraries/settings.js';
import { TIERS } from './arbitraries/vocabulary.js';

describe('law 7: the score', () => {
  it('is the fold of its ledger, rule by rule, with what fades and the bounds of dimensions read from it', () => {
    fc.assert(
      fc.property(anyPlaybook, inputs(), (playbook, given) => {
        const { state, ledger } = outcomeOf(watched(playbook, given));
        expect(pointsIn(state)).toEqual(foldOf(ledger));
        expect(totalScore(state, playbook)).toBe(shownOf(playbook, ledger, state.clock));
      }),
      CASES,
    );
  });

  it('of events equals a recomputation from their history, whatever else happened and whenever it was decided', () => {
    fc.assert(
      fc.property(anyPlaybook, inputs(), (playbook, given) => {
        const end = endOf(given);
        const { state } = outcomeOf(separated(playbook, given, end));
        for (const rule of playbook.scoring.rules) {
          // What time makes of a mail is not in the inputs: see the law of recomputing.
          if (rule.on === undefined || rule.on.event === 'message.ignored') continue;
          const { [rule.id]: score = { points: 0, times: 0 } } = state.score;
          expect(fadedPoints(score, end)).toBeCloseTo(recomputed(rule, given, end), 6);
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
        for (const { before, decision } of momentByMoment(playbook, given.map(asNews))) {
          const { state } = decision;
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
  const scored = Object.entries(score).filter(([, { times }]) => times > 0);
  return Object.fromEntries(scored.map(([rule, { points }]) => [rule, points]));
}

/** Counts a rule anew from the events alone: which of them score, and what is left of their points at `end`. */
function recomputed(rule: ScoringRule, given: Input[], end: number): number {
  const { points, expires = Infinity, decay = Infinity } = rule;
  const scoring = scoringEvents(rule, given.flatMap(eventsOf));
  const left = scoring.map(({ occurredAt }) => {
    if (occurredAt + expires <= end) return 0;
    return decay === Infinity ? points : points * 2 ** ((occurredAt - end) / decay);
  });
  return left.reduce((sum, each) => sum + each, 0);
}

interface Arrived extends Happening {
  arrivedAt: number;
}

function scoringEvents(rule: ScoringRule, events: Arrived[]): Arrived[] {
  const { on, times, expires = Infinity } = rule;
  const matching = completed(rule, events)
    .filter((event) => on !== undefined && matches(on, event))
    .filter(({ occurredAt, arrivedAt }) => occurredAt + expires > arrivedAt);
  switch (times.limit) {
    case 'each':
      return matching;
    case 'once':
      return matching.slice(0, 1);
    case 'most':
      return matching.slice(0, times.n);
    case 'once-per':
      return firstOfEach(matching, (one) => own(one.properties, times.property) ?? null);
    case 'once-per-day':
      return firstOfEach(matching, (one) => dayInShanghai(one.occurredAt));
  }
}

/** Of a streak, the events that complete one. */
function completed({ on, streak }: ScoringRule, events: Arrived[]): Arrived[] {
  if (streak === undefined || on === undefined) return events;
  let run = 0;
  return events.filter((event) => {
    const breaks = streak.brokenBy.some((pattern) => matches(pattern, event));
    if (breaks) run = 0;
    else if (matches(on, event)) return ++run === streak.reaches;
    return false;
  });
}

function firstOfEach(events: Arrived[], valueOf: (event: Arrived) => Json): Arrived[] {
  const values = events.map((event) => JSON.stringify(valueOf(event)));
  return events.filter((_, place) => values.indexOf(values[place] ?? '') === place);
}

/** What an input says has happened, with the visitor's past and the download that a link stands for. */
function eventsOf({ body, occurredAt, past = [], at }: Input): Arrived[] {
  const before = past.map((event) => ({ ...event, arrivedAt: at }));
  if (body.kind !== 'event') return before;
  const { name, properties } = body;
  if (name.startsWith('message.') && own(properties, 'machine') === true) return before;
  const event = { name, properties, occurredAt, arrivedAt: at };
  const paper = name === 'message.clicked' && own(properties, 'link') === 'paper';
  return paper
    ? [...before, event, { ...event, name: 'e2', properties: { p: 'a' } }]
    : [...before, event];
}

const dayInShanghai = (time: number) => Math.floor((time + 8 * HOUR) / DAY);
