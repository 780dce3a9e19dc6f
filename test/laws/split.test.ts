import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { decide } from '../../engine/decide.js';
import type { Input } from '../../engine/input.js';
import { chooseWay, isHeldOut } from '../../engine/journeys/split.js';
import type { Enrolment, LeadState } from '../../engine/lead-state.js';
import { newLead } from '../../engine/new-lead.js';
import type { StepOf } from '../../engine/playbook/playbook.js';
import { DAY, journey, on, smallPlaybook, wait } from '../support/engine/small-playbook.js';
import { CASES } from './arbitraries/settings.js';

type Split = StepOf<'split'>;

const weights = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 5 });
const share = fc.constantFrom(0.1, 0.3, 0.5);
/** Ids as the record makes them, and as anybody else might. */
const seed = fc.oneof(fc.uuid(), fc.string({ maxLength: 12 }));

const splitOf = (shares: readonly number[], holdout?: number): Split => ({
  id: 'test',
  do: 'split',
  ways: shares.map((weight, to) => ({ weight, to })),
  ...(holdout === undefined ? {} : { holdout }),
});
const playbook = smallPlaybook();
const lead = (id: string, more: Partial<LeadState> = {}) => ({
  ...newLead(id, playbook, 0),
  ...more,
});
const inside = (name: string): Enrolment => ({
  journey: name,
  version: 1,
  since: 0,
  entry: {},
  at: { step: 'test', wait: 'exhausted', since: 0 },
});

/** Leads per sample, and how far off a share may be: six standard errors, which chance alone does not reach. */
const SAMPLE = 400;
const error = (p: number, of = SAMPLE) => 6 * Math.sqrt((p * (1 - p)) / of);
const base = newLead('', playbook, 0);
const sampleOf = (prefix: string) =>
  Array.from({ length: SAMPLE }, (_, n) => ({ ...base, lead: `${prefix}-${n}` }));

describe('law 9: split', () => {
  it('goes in the long run by its weights, within the error of sampling', () => {
    fc.assert(
      fc.property(weights, seed, (shares, prefix) => {
        const step = splitOf(shares);
        const ways = sampleOf(prefix).map((state) => chooseWay(state, inside('j'), step));
        const sum = shares.reduce((all, one) => all + one, 0);
        shares.forEach((weight, way) => {
          const part = ways.filter((one) => one === way).length / SAMPLE;
          expect(Math.abs(part - weight / sum)).toBeLessThan(error(weight / sum));
        });
      }),
      CASES,
    );
  });

  it('holds out its share of every way alike', () => {
    fc.assert(
      fc.property(share, seed, (holdout, prefix) => {
        const step = splitOf([1, 1], holdout);
        const leads = sampleOf(prefix);
        const out = leads.filter((state) => isHeldOut(state, inside('j'), step));
        expect(Math.abs(out.length / SAMPLE - holdout)).toBeLessThan(error(holdout));
        const first = out.filter((state) => chooseWay(state, inside('j'), step) === 0).length;
        const off = Math.abs(first / out.length - 0.5);
        expect(off).toBeLessThan(error(0.5, out.length));
      }),
      CASES,
    );
  });

  it('is stable: the same lead goes the same way at any time, from any state, and after a restart', () => {
    fc.assert(
      fc.property(weights, share, seed, fc.nat(), (shares, holdout, id, time) => {
        const step = splitOf(shares, holdout);
        const later = lead(id, { clock: time, consumed: time, nextRef: time, tier: 'A' });
        const stored = JSON.parse(JSON.stringify(later)) as LeadState;
        for (const judge of [chooseWay, isHeldOut]) {
          expect(judge(stored, inside('j'), step)).toBe(judge(lead(id), inside('j'), step));
        }
      }),
      CASES,
    );
  });

  it('is stable over a merge: the run that goes on stays on its way, whoever began it', () => {
    fc.assert(
      fc.property(
        weights,
        seed,
        seed,
        fc.boolean(),
        fc.boolean(),
        (shares, ours, theirs, we, they) => {
          const begun = (id: string, began: boolean) =>
            decide(newLead(id, testing(shares), 0), began ? [begins] : [], testing(shares), 1, 1)
              .state;
          const winner = begun(ours, we);
          const loser = begun(theirs, they);
          const merge: Input = {
            n: winner.consumed + 1,
            id: 'merge',
            at: 2,
            occurredAt: 2,
            body: { kind: 'merge', loserId: theirs, loser },
          };
          const { state } = decide(winner, [merge], testing(shares), 2, 2);
          const step = splitOf(shares);
          const expected = they && !we ? loser : winner;
          expect(chooseWay(state, inside('j'), step)).toBe(chooseWay(expected, inside('j'), step));
        },
      ),
      CASES,
    );
  });
});

const begins: Input = {
  n: 1,
  id: 'begins',
  at: 1,
  occurredAt: 1,
  body: { kind: 'event', name: 'form_submitted', properties: {} },
};

const testing = (shares: readonly number[]) =>
  smallPlaybook({
    journeys: [
      journey('j', on('form_submitted'), [
        { ...splitOf(shares), ways: shares.map((weight) => ({ weight, to: 1 })) },
        wait('rest', 30 * DAY, 'end'),
      ]),
    ],
  });
