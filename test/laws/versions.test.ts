import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { wakeUp } from '../../engine/deadlines.js';
import { decide } from '../../engine/decide.js';
import type { Input } from '../../engine/input.js';
import type { Enrolment, LeadState } from '../../engine/lead-state.js';
import type { Edge, Journey, Playbook, ScoringRule, Step } from '../../engine/playbook/playbook.js';
import type { Note } from '../../engine/trace.js';
import type { Inside, InsideAct, JourneyInside } from '../../engine/versions/inside.js';
import { inputs } from './arbitraries/inputs.js';
import { foldOf } from './arbitraries/ledger.js';
import { anyPlaybook } from './arbitraries/playbook.js';
import { called, endOf, fresh, outcomeOf, type Call } from './arbitraries/runs.js';
import { expectSame } from './arbitraries/same.js';
import { CASES, frozen } from './arbitraries/settings.js';

const JOURNEYS = ['j0', 'j1', 'j2'];
const STEPS = ['s0', 's1', 's2', 's3', 's4', 's5'];

const act = fc.constantFrom<InsideAct[]>('pin', 'migrate', 'migrate', 'migrate', 'exit');
const choice: fc.Arbitrary<JourneyInside> = fc.record(
  {
    do: act,
    steps: fc.dictionary(fc.constantFrom(...STEPS), fc.constantFrom(...STEPS, 'end'), {
      maxKeys: 2,
    }),
  },
  { requiredKeys: ['do'] },
);
const inside: fc.Arbitrary<Inside> = fc.record({
  default: act,
  journeys: fc.dictionary(fc.constantFrom(...JOURNEYS), choice),
});

/** The next version: another playbook altogether, or this one with some journeys replaced, one of them perhaps gone. */
const pair = fc
  .tuple(anyPlaybook, anyPlaybook, fc.subarray(JOURNEYS), fc.constantFrom(...JOURNEYS, 'none'))
  .map(([old, other, kept, gone]) => {
    const journeys = other.journeys
      .map((journey) => (kept.includes(journey.id) ? journeyOf(old, journey.id) : journey))
      .filter(({ id }) => id !== gone);
    return { old, next: { ...other, journeys, version: 2 } };
  });

interface Case {
  old: Playbook;
  next: Playbook;
  /** What happened before the publication. */
  before: Input[];
  publication: Input;
  /** What happens after it. */
  after: Input[];
  inside: Inside;
}

/** A lead with a past, at some time after which a version is published. */
const cases: fc.Arbitrary<Case> = fc
  .tuple(pair, inputs(), inside, fc.nat(12), fc.constantFrom(0, 3_600_000, 3 * 86_400_000))
  .map(([{ old, next }, given, chosen, place, pause]) => {
    const cut = 1 + (place % given.length);
    const before = given.slice(0, cut);
    const at = (before.at(-1)?.at ?? 0) + pause;
    const publication = publishing(chosen, { n: cut + 1, at });
    const after = given
      .slice(cut)
      .map((input) => ({ ...input, n: input.n + 1, at: Math.max(input.at, at) }));
    return { old, next, before, publication, after, inside: chosen };
  });

function publishing(chosen: Inside, { n, at }: { n: number; at: number }): Input {
  const control = { do: 'migrate', playbook: 'small', to: 2, inside: chosen } as const;
  return { n, id: `publish-${n}`, at, occurredAt: at, body: { kind: 'control', control } };
}

describe('law 12: a published version loses nobody, stops nobody and sends nothing twice', () => {
  it('whoever was inside is where the publication says, or has left with a word', () => {
    fc.assert(
      fc.property(cases, (given) => {
        const { stood, moved } = published(given);
        const left = new Map(moved.state.enrolments.map((one) => [nameOf(one), one]));
        for (const enrolment of stood.enrolments) {
          const now = left.get(nameOf(enrolment));
          const said = moved.trace.some((note) => note.note === 'exited' && isOf(note, enrolment));
          expect(standings(given, enrolment)).toContain(said ? 'left' : now?.version);
          // What begins again in the same moment is a run of the new version.
          expect(said && now?.version === 1).toBe(false);
        }
      }),
      CASES,
    );
  });

  it('everyone stands at a step of the version they follow, and the next wake-up is to come', () => {
    fc.assert(
      fc.property(cases, (given) => {
        for (const { decision, until } of lifeOf(given)) {
          const { state } = decision;
          expect(wakeUp(state, given.next)?.at ?? Infinity).toBeGreaterThan(until);
          for (const { journey, version, at } of state.enrolments) {
            const steps = journeyOf(version === 1 ? given.old : given.next, journey).steps;
            expect(steps.map(({ id }) => id)).toContain(at.step);
          }
        }
      }),
      CASES,
    );
  });

  it('the score is still the fold of its ledger, and what a name scores is what its rule now gives', () => {
    fc.assert(
      fc.property(cases, (given) => {
        const past = beforeIt(given);
        const { state, ledger } = outcomeOf(lifeOf(given));
        const fold = foldOf([...past.ledger, ...ledger]);
        for (const [rule, points] of Object.entries(fold)) {
          expect(state.score[rule]?.points ?? 0).toBeCloseTo(points, 6);
        }
        expect(given.next.scoring.rules.filter((rule) => !fits(rule, state))).toEqual([]);
      }),
      CASES,
    );
  });

  it('whether the next version counts what an old one asks for makes no difference to the runs that stay', () => {
    fc.assert(
      fc.property(cases, (given) => {
        const stays: Inside = { default: 'pin', journeys: {} };
        const publication = publishing(stays, given.publication);
        const [counting, silent] = [given.old.counters, {}].map((counters) => {
          // It has no journey: all runs are those of before.
          const next = { ...given.next, journeys: [], counters };
          const old = endingByCount(given.old);
          return outcomeOf(lifeOf({ ...given, old, next, publication, inside: stays }));
        });
        expectSame(silent?.commands, counting?.commands);
        expectSame(silent?.trace, counting?.trace);
        expectSame(silent?.state.enrolments, counting?.state.enrolments);
      }),
      CASES,
    );
  });

  it('told twice it changes nothing: the second time is like any input that says nothing', () => {
    fc.assert(
      fc.property(cases, (given) => {
        const { moved } = published(given);
        const { at, n } = given.publication;
        const again = publishing(given.inside, { n: n + 1, at });
        const silent: Input = { ...again, body: { kind: 'update', by: 'client' } };
        const [twice, once] = [again, silent].map((input) =>
          decide(moved.state, [input], given.next, at, at, versionsOf(given)),
        );
        expectSame(twice?.state, once?.state);
        expectSame(twice?.commands, once?.commands);
      }),
      CASES,
    );
  });

  it('is pure, and the same in one batch or in turns', () => {
    fc.assert(
      fc.property(cases, (given) => {
        const { next, publication, after } = frozen(given);
        const state = frozen(stand(given));
        const all = [publication, ...after];
        const end = endOf(all);
        const together = decide(state, all, next, end, end, versionsOf(given));
        const calls: Call[] = [];
        for (const [place, input] of all.entries()) {
          const before = calls.at(-1)?.decision.state ?? state;
          const until = all[place + 1]?.at ?? end;
          const decision = decide(before, [input], next, end, until, versionsOf(given));
          calls.push({ before, inputs: [input], now: end, until, decision });
        }
        expectSame(outcomeOf(calls), together);
      }),
      CASES,
    );
  });

  it('no run that goes forward gets a template twice', () => {
    fc.assert(
      fc.property(cases.map(forwards), (given) => {
        const trace = [
          ...beforeIt(given).trace,
          ...lifeOf(given).flatMap((one) => one.decision.trace),
        ];
        expect(repeatedSends(trace, given)).toEqual([]);
      }),
      CASES,
    );
  });
});

const versionsOf =
  ({ old, next }: Case) =>
  (version: number): Playbook =>
    version === 1 ? old : next;

/** The lead right before the publication, and how it got there. */
function beforeIt({ old, before, publication: { at } }: Case) {
  return decide(fresh(old), before, old, at, at);
}

const stand = (given: Case): LeadState => beforeIt(given).state;

function published(given: Case) {
  const stood = stand(given);
  const { next, publication } = given;
  const { at } = publication;
  return { stood, moved: decide(stood, [publication], next, at, at, versionsOf(given)) };
}

/** The publication and all that comes after it, looked at whenever something is due. */
function lifeOf(given: Case): Call[] {
  const { next, publication, after } = given;
  const calls: Call[] = [];
  let state = stand(given);
  let left = [publication, ...after];
  const end = endOf(left);
  for (;;) {
    const now = Math.min(wakeUp(state, next)?.at ?? Infinity, left[0]?.at ?? Infinity);
    if (now > end) return calls;
    const due = left.filter(({ at }) => at <= now);
    left = left.slice(due.length);
    const decision = decide(state, due, next, now, now, versionsOf(given));
    called(calls, { before: state, inputs: due, now, until: now, decision });
    ({ state } = decision);
  }
}

function journeyOf({ journeys }: Playbook, id: string): Journey {
  const found = journeys.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no journey ${id}`);
  return found;
}

/** Points of a rule on attributes come and go as it does, and time has no part in them; those of others are not held. */
function fits({ id, when, points }: ScoringRule, { score }: LeadState): boolean {
  const now = score[id];
  if (now === undefined) return true;
  if (when === undefined) return now.held === undefined;
  return [0, points].includes(now.points) && now.fades === undefined && now.lots === undefined;
}

const endingByCount = (playbook: Playbook): Playbook => ({
  ...playbook,
  journeys: playbook.journeys.map((journey) => ({
    ...journey,
    exit: { is: 'count', counter: 'c0', test: { op: 'gte', value: 2 } },
  })),
});

/** What may have become of a run: it has left with a word, or follows this version. */
function standings(given: Case, enrolment: Enrolment): ('left' | number)[] {
  const { default: act_, journeys } = given.inside;
  const { do: wanted } = journeys[enrolment.journey] ?? { do: act_ };
  if (wanted === 'exit') return ['left'];
  return ['left', wanted === 'pin' || isRekeyed(given, enrolment) ? 1 : 2];
}

/** The next version tells the runs of this journey apart by another property. */
function isRekeyed({ old, next }: Case, { journey }: Enrolment): boolean {
  const [before, after] = [old, next].map(({ journeys }) =>
    journeys.find(({ id }) => id === journey),
  );
  return after !== undefined && before?.key !== after.key;
}

const nameOf = ({ journey, key, since }: Enrolment): string =>
  JSON.stringify([journey, key, since]);

const isOf = (note: Note, { journey, key }: Enrolment): boolean =>
  'journey' in note && note.journey === journey && ('key' in note ? note.key : undefined) === key;

/** No way back, no outcome that asks for a second try: what is sent twice then is sent twice by the move. */
function forwards(given: Case): Case {
  const forward = (playbook: Playbook): Playbook => ({
    ...playbook,
    journeys: playbook.journeys.map((journey) => ({
      ...journey,
      steps: journey.steps.map((step, place) => onward(step, place)),
    })),
  });
  const plain = (all: Input[]) => all.filter(({ body }) => body.kind !== 'outcome');
  const { old, next, before, after } = given;
  const renumbered = (all: Input[], from: number) =>
    plain(all).map((input, place) => ({ ...input, n: from + place }));
  const first = renumbered(before, 1);
  const n = first.length + 1;
  return {
    ...given,
    old: forward(old),
    next: forward(next),
    before: first,
    publication: { ...given.publication, n },
    after: renumbered(after, n + 1),
  };
}

function onward(step: Step, place: number): Step {
  const to = (edge: Edge): Edge => (edge !== 'end' && edge <= place ? 'end' : edge);
  const ahead = JSON.parse(
    JSON.stringify(step, (name, value: unknown) =>
      EDGES.has(name) && typeof value === 'number' ? to(value) : value,
    ),
  ) as Step;
  if (ahead.do === 'send' && ahead.send.template !== undefined) ahead.send.template = step.id;
  return ahead;
}
const EDGES = new Set([
  'next',
  'sent',
  'skipped',
  'failed',
  'edge',
  'onTimeout',
  'to',
  'otherwise',
]);

/** Templates that one run has handed over more than once. */
function repeatedSends(trace: readonly Note[], { old, next }: Case): string[] {
  const runs = new Map<string, number>();
  const seen = new Set<string>();
  const repeated: string[] = [];
  const pools = [old, next].flatMap((playbook) => Object.values(playbook.pools));
  const pooled = new Set(pools.flatMap(({ pieces }) => pieces));
  for (const note of trace) {
    if (!('journey' in note)) continue;
    const place = `${note.journey}#${'key' in note ? JSON.stringify(note.key) : ''}`;
    if (note.note === 'entered') runs.set(place, (runs.get(place) ?? 0) + 1);
    if (note.note !== 'policy' || note.result.verdict !== 'sent') continue;
    if (pooled.has(note.template)) continue;
    const name = `${place}/${runs.get(place) ?? 0}: ${note.template}`;
    if (seen.has(name)) repeated.push(name);
    seen.add(name);
  }
  return repeated;
}
