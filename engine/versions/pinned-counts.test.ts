import { describe, expect, it } from '@jest/globals';
import { shanghai } from '../../test/support/engine/china-2026.js';
import {
  DAY,
  journey,
  on,
  send,
  smallPlaybook,
  wait,
} from '../../test/support/engine/small-playbook.js';
import { event, form, notes, outgoing } from '../../test/support/engine/story.js';
import type { LeadState } from '../lead-state.js';
import type { Condition } from '../playbook/condition.js';
import type { Counter, Playbook, Step } from '../playbook/playbook.js';
import { newCounters } from '../scoring/count-past.js';
import { simulate, type Scripted } from '../simulate/simulate.js';

const visits: Counter = { id: 'visited#1', event: 'visited', where: [] };
const lately: Counter = { ...visits, id: 'visited#2', within: 7 * DAY };
const atLeast = (value: number, { id }: Counter = visits): Condition => ({
  is: 'count',
  counter: id,
  test: { op: 'gte', value },
});

/** Asks for visits in a branch, and ends with the third; the version after it asks for nothing. */
const steps: Step[] = [
  wait('w', 2 * DAY, 1),
  {
    id: 'b',
    do: 'branch',
    cases: [{ when: atLeast(1), to: 'end' }],
    otherwise: 2,
  },
  send('never-here', 'end'),
];
const first = smallPlaybook({
  counters: { [visits.id]: visits, [lately.id]: lately },
  journeys: [journey('j', on('asked'), steps, { exit: atLeast(3) })],
});
const second = smallPlaybook({
  version: 2,
  journeys: [journey('j', on('asked'), steps.slice(0, 1))],
});
const byVersion = (version: number): Playbook | undefined => (version === 1 ? first : undefined);

const visited = (time: string) => event(time, 'visited');
const told = [
  form('2026-11-23 10:00', {}),
  event('2026-11-23 10:01', 'asked'),
  visited('2026-11-23 10:02'),
];
const standing = simulate(first, told, shanghai('2026-11-23 11:00')).state;
const goOn = (state: LeadState, further: Scripted[], until: string, playbook: Playbook = second) =>
  simulate(playbook, further, shanghai(until), { state, versions: byVersion });

describe('a run that stays on its version', () => {
  it('ends by a count that only its own version knows', () => {
    const seen = goOn(
      standing,
      [visited('2026-11-23 12:00'), visited('2026-11-23 12:01')],
      '2026-11-23 13:00',
    );
    expect(notes(seen, 'exited')).toMatchObject([
      {
        when: '2026-11-23 12:01:00',
        note: { why: 'exit', tested: [{ saw: 3 }] },
      },
    ]);
  });

  it('takes the branch that what the lead has ever done leads to', () => {
    const seen = goOn(standing, [], '2026-11-26 11:00');
    expect(outgoing(seen)).toEqual([]);
    expect(notes(seen, 'exited')).toMatchObject([{ note: { why: 'done' } }]);
  });

  it('keeps its counters alive for as long as it stands, and no longer', () => {
    const kept = goOn(standing, [visited('2026-11-23 12:00')], '2026-11-23 13:00').state;
    expect(kept.counters).toMatchObject({ [visits.id]: 2 });
    expect(kept.counters[lately.id]).toHaveLength(2);
    const over = goOn(kept, [visited('2026-11-23 14:00')], '2026-11-23 15:00').state;
    expect(over.counters).toEqual({});
  });

  it('has counted for the version that asks for it again: nothing of it is new to the lead', () => {
    const third = { ...first, version: 3 };
    expect(newCounters(third, [second, first])).toEqual([]);
    expect(newCounters(third, [second])).toEqual([visits.id, lately.id]);
  });
});

describe('a lead without such a run', () => {
  it('drops the counters of the version before with its first decision under the next', () => {
    const state: LeadState = { ...standing, enrolments: [] };
    const seen = goOn(state, [visited('2026-11-23 12:00')], '2026-11-23 12:00');
    expect(seen.state.counters).toEqual({});
  });
});

describe('a merge', () => {
  const merged = (loser: LeadState): Scripted => ({
    at: shanghai('2026-11-23 12:00'),
    body: { kind: 'merge', loserId: 'other', loser },
  });
  const winner = simulate(second, [form('2026-11-23 10:00', {})], shanghai('2026-11-23 11:00'));

  it('brings the counts of a run that it brings, and only those', () => {
    const seen = goOn(winner.state, [merged(standing)], '2026-11-23 12:00').state;
    expect(seen.counters).toMatchObject({ [visits.id]: 1 });
    const without = { ...standing, enrolments: [] };
    expect(goOn(winner.state, [merged(without)], '2026-11-23 12:00').state.counters).toEqual({});
  });
});
