import { describe, expect, it } from '@jest/globals';

import type { Decision } from '../../../engine/decision.js';
import type { LeadState } from '../../../engine/lead-state.js';
import type { Playbook } from '../../../engine/playbook/playbook.js';
import { replayTurn, type RecordedTurn } from './turn.js';

const state = (tier: string): LeadState => ({ tier, consumed: 0 }) as LeadState;
const answer = (tier: string): Decision => ({
  state: state(tier),
  commands: [],
  ledger: [],
  trace: [],
});
const playbook = { name: 'p', version: 3 } as Playbook;
const versions = (version: number): Playbook | undefined => (version === 3 ? playbook : undefined);

const turn: RecordedTurn = {
  lead: 'a',
  revision: 7,
  now: 20,
  until: 10,
  inputs: [],
  missing: 0,
  playbook: { name: 'p', version: 3 },
  before: state('C'),
  after: state('B'),
  commands: [],
  trace: [],
};

describe('a recorded turn, replayed', () => {
  it('is given again exactly what it was given', () => {
    const given: unknown[] = [];
    const decide = (...all: unknown[]): Decision => (given.push(...all), answer('B'));
    const replayed = replayTurn(turn, { decide, newLead: () => state('new') }, versions);
    expect(given).toEqual([turn.before, [], playbook, 20, 10, versions]);
    expect(replayed.drift).toEqual([]);
    expect(replayed.changes).toEqual([{ path: 'tier', before: 'C', after: 'B' }]);
  });

  it('begins with a new lead where it was the first', () => {
    const { before: _before, ...first } = turn;
    const engine = { decide: (s: LeadState) => answer(s.tier), newLead: () => state('new') };
    const { drift } = replayTurn({ ...first, before: undefined }, engine, versions);
    expect(drift).toEqual([{ path: 'state.tier', before: 'B', after: 'new' }]);
  });

  it('shows where the engine of today answers something else', () => {
    const decide = (): Decision => ({
      ...answer('A'),
      commands: [{ kind: 'cancel', ref: 'c1', target: 'm1', reason: 'x', at: 20 }],
    });
    const { drift } = replayTurn(turn, { decide, newLead: () => state('new') }, versions);
    expect(drift.map(({ path }) => path)).toEqual(['state.tier', 'commands[c1]']);
  });

  it('says so when the engine of today fails on it, and when the version is gone', () => {
    const decide = (): Decision => {
      throw new RangeError('no such step');
    };
    const engine = { decide, newLead: () => state('new') };
    expect(replayTurn(turn, engine, versions).failure).toBe('no such step');
    expect(replayTurn({ ...turn, missing: 2 }, engine, versions).failure).toMatch(
      /^2 of its inputs/,
    );
    expect(replayTurn(turn, engine, () => undefined).failure).toBe('playbook p has no version 3');
  });
});
