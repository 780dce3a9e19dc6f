import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { decide, decideInPlace } from '../../engine/decide.js';
import type { Decision } from '../../engine/decision.js';
import type { Input } from '../../engine/input.js';
import type { Playbook } from '../../engine/playbook/playbook.js';
import { inputs } from './arbitraries/inputs.js';
import { anyPlaybook } from './arbitraries/playbook.js';
import { endOf, fresh, outcomeOf, separated, watched } from './arbitraries/runs.js';
import { expectSame } from './arbitraries/same.js';
import { CASES, frozen } from './arbitraries/settings.js';

describe('law 1: decide is pure', () => {
  it('gives the same answer to the same arguments, byte for byte, and changes none of them', () => {
    fc.assert(
      fc.property(anyPlaybook, inputs(), (playbook, given) => {
        const state = frozen(fresh(playbook));
        const end = endOf(given);
        const once = decide(state, frozen(given), frozen(playbook), end, end);
        const twice = decide(state, given, playbook, end, end);
        expect(JSON.stringify(twice)).toBe(JSON.stringify(once));
        frozen(once.state);
        decide(once.state, [], playbook, end, end);
      }),
      CASES,
    );
  });

  it('answers with plain JSON', () => {
    fc.assert(
      fc.property(anyPlaybook, inputs(), (playbook, given) => {
        const end = endOf(given);
        const decision = decide(fresh(playbook), given, playbook, end, end);
        expect(JSON.parse(JSON.stringify(decision))).toEqual(decision);
      }),
      CASES,
    );
  });
});

describe('a decision in place', () => {
  it('is the one that a copy of the state gives, and leaves what it answered before as it was', () => {
    fc.assert(
      fc.property(anyPlaybook, inputs(), (playbook, given) => {
        let state = fresh(playbook);
        const answers: { decision: Decision; text: string }[] = [];
        for (const { inputs: some, now, until, decision } of watched(playbook, given)) {
          const inPlace = decideInPlace(state, frozen(some), playbook, now, until);
          expect(JSON.stringify(inPlace)).toBe(JSON.stringify(decision));
          ({ state } = inPlace);
          answers.push({ decision: inPlace, text: said(decision) });
        }
        for (const { decision, text } of answers) expect(said(decision)).toBe(text);
      }),
      CASES,
    );
  });
});

const said = ({ commands, ledger, trace }: Decision): string =>
  JSON.stringify({ commands, ledger, trace });

describe('law 2: batching does not matter', () => {
  it('for one call over all inputs, and one call for each with the next arrival as its limit', () => {
    fc.assert(
      fc.property(anyPlaybook, inputs(), (playbook, given) => {
        const end = endOf(given);
        const together = decide(fresh(playbook), given, playbook, end, end);
        const apart = inBatches(
          playbook,
          given,
          given.map((_, place) => place + 1),
        );
        expectSame(apart, together);
      }),
      CASES,
    );
  });

  it('for any batches in between', () => {
    const cuts = fc.array(fc.nat(12), { maxLength: 3 });
    fc.assert(
      fc.property(anyPlaybook, inputs(), cuts, (playbook, given, places) => {
        const end = endOf(given);
        const together = decide(fresh(playbook), given, playbook, end, end);
        expectSame(inBatches(playbook, given, places), together);
      }),
      CASES,
    );
  });
});

describe('law 5: once', () => {
  it('a repeated input changes nothing', () => {
    fc.assert(
      fc.property(anyPlaybook, inputs(), fc.nat(11), (playbook, given, place) => {
        const end = endOf(given);
        const { state } = decide(fresh(playbook), given, playbook, end, end);
        const again = given[place % given.length] as Input;
        const repeated = decide(state, [again], playbook, end, end);
        expectSame(repeated, { state, commands: [], ledger: [], trace: [] });
      }),
      CASES,
    );
  });

  it('nor do inputs that come again within one batch', () => {
    fc.assert(
      fc.property(anyPlaybook, inputs(), (playbook, given) => {
        const end = endOf(given);
        const doubled = given.flatMap((input) => [input, input]);
        expectSame(
          decide(fresh(playbook), doubled, playbook, end, end),
          decide(fresh(playbook), given, playbook, end, end),
        );
      }),
      CASES,
    );
  });
});

describe('law 3: order', () => {
  it('time never runs backwards in the record, and every input stands at its arrival', () => {
    fc.assert(
      fc.property(anyPlaybook, inputs(), (playbook, given) => {
        const end = endOf(given);
        const { trace } = decide(fresh(playbook), given, playbook, end, end);
        const times = trace.map(({ at }) => at);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
        const arrivals = trace.flatMap((note) => (note.note === 'input' ? [note.at] : []));
        expect(arrivals).toEqual(given.map(({ at }) => at));
      }),
      CASES,
    );
  });

  it('a lead looked at up to a minute late is decided as if in time', () => {
    const delays = fc.array(fc.integer({ min: 0, max: 60_000 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(anyPlaybook, inputs(), delays, (playbook, given, late) => {
        const inTime = outcomeOf(watched(playbook, given));
        const delayed = outcomeOf(
          watched(playbook, given, (turn) => late[turn % late.length] ?? 0),
        );
        expectSame(delayed, inTime);
      }),
      CASES,
    );
  });

  it('without sends, even a month of outage changes nothing: logical time settles it all', () => {
    fc.assert(
      fc.property(anyPlaybook.map(withoutSends), inputs(), (playbook, given) => {
        const end = endOf(given);
        const found = decide(fresh(playbook), given, playbook, end, end);
        expectSame(found, outcomeOf(separated(playbook, given)));
      }),
      CASES,
    );
  });
});

/** Decides in batches that end before these places; each leaves the deadlines after the next arrival to the next. */
function inBatches(playbook: Playbook, given: Input[], ends: number[]) {
  const now = endOf(given);
  const cuts = [...new Set([0, ...ends.map((end) => end % given.length), given.length])].toSorted(
    (a, b) => a - b,
  );
  let state = fresh(playbook);
  const calls = cuts.slice(1).map((end, place) => {
    const batch = given.slice(cuts[place], end);
    const before = state;
    const until = given[end]?.at ?? now;
    const decision = decide(state, batch, playbook, now, until);
    ({ state } = decision);
    return { before, inputs: batch, now, until, decision };
  });
  return outcomeOf(calls);
}

function withoutSends(playbook: Playbook): Playbook {
  const journeys = playbook.journeys.map((journey) => ({
    ...journey,
    steps: journey.steps.map((step) =>
      step.do === 'send'
        ? { id: step.id, do: 'tag' as const, add: ['sent'], remove: [], next: step.edges.sent }
        : step,
    ),
  }));
  return { ...playbook, journeys };
}
