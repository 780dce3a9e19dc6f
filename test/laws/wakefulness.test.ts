import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { wakeUp } from '../../engine/deadlines.js';
import { decide } from '../../engine/decide.js';
import type { LeadState } from '../../engine/lead-state.js';
import { inputs } from './arbitraries/inputs.js';
import { anyPlaybook } from './arbitraries/playbook.js';
import { endOf, fresh, separated, watched } from './arbitraries/runs.js';
import { expectSame } from './arbitraries/same.js';
import { CASES } from './arbitraries/settings.js';

describe('law 4: nothing sleeps for ever', () => {
  it('the wake-up is the least of all waits, and past every decision', () => {
    fc.assert(
      fc.property(anyPlaybook, inputs(), (playbook, given) => {
        for (const { decision, until } of watched(playbook, given)) {
          const wake = wakeUp(decision.state, playbook)?.at ?? Infinity;
          expect(wake).toBe(nearestIn(decision.state));
          expect(wake).toBeGreaterThan(until);
        }
      }),
      CASES,
    );
  });

  it('after any outage as well', () => {
    fc.assert(
      fc.property(anyPlaybook, inputs(), (playbook, given) => {
        const end = endOf(given);
        for (const { decision } of separated(playbook, given, end).slice(-1)) {
          expect(wakeUp(decision.state, playbook)?.at ?? Infinity).toBeGreaterThan(end);
        }
      }),
      CASES,
    );
  });

  it('a wake-up before its time, or a second one, decides nothing', () => {
    fc.assert(
      fc.property(anyPlaybook, inputs(), fc.nat(20), (playbook, given, early) => {
        const end = endOf(given);
        const { state } = decide(fresh(playbook), given, playbook, end, end);
        const wake = wakeUp(state, playbook)?.at ?? end + 20;
        const now = Math.min(wake - 1, end + early);
        expectSame(decide(state, [], playbook, now, now), {
          state,
          commands: [],
          ledger: [],
          trace: [],
        });
      }),
      CASES,
    );
  });

  it('whoever is in a journey stands at one of its steps', () => {
    fc.assert(
      fc.property(anyPlaybook, inputs(), (playbook, given) => {
        const stepsOf = (journey: string) =>
          playbook.journeys.find(({ id }) => id === journey)?.steps.map(({ id }) => id) ?? [];
        for (const { decision } of watched(playbook, given)) {
          const lost = decision.state.enrolments.filter(
            ({ journey, at }) => !stepsOf(journey).includes(at.step),
          );
          expect(lost).toEqual([]);
        }
      }),
      CASES,
    );
  });
});

/** Written again from the meaning of the state, without the engine. */
function nearestIn({
  enrolments,
  tickets,
  paused,
  floor,
  score,
  fadesAt,
  messages,
  silences = [],
}: LeadState): number {
  return Math.min(
    ...enrolments.map(({ at }) => ('due' in at ? at.due : Infinity)),
    ...enrolments.map(({ endsAt }) => endsAt ?? Infinity),
    ...tickets.map(({ contactDue = Infinity, contactedAt, missed = [] }) =>
      contactedAt === undefined && !missed.includes('contact') ? contactDue : Infinity,
    ),
    ...tickets.map(({ feedbackDue = Infinity, missed = [] }) =>
      missed.includes('feedback') ? Infinity : feedbackDue,
    ),
    ...silences.map(({ due }) => due),
    paused?.until ?? Infinity,
    floor?.until ?? Infinity,
    ...Object.values(score).flatMap(({ lots = [] }) => lots.map(([until]) => until)),
    fadesAt ?? Infinity,
    ...messages.flatMap(({ silence = {} }) => Object.values(silence).map((due) => due ?? Infinity)),
  );
}
