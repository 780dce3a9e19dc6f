import { describe, expect, it } from '@jest/globals';

import type { LeadState } from '../../../engine/lead-state.js';
import type { ReplayedTurn } from './turn.js';
import { turnText } from './turn-text.js';

const now = Date.parse('2026-11-30T01:00:00Z');
const replayed: ReplayedTurn = {
  turn: {
    lead: 'a',
    revision: 3,
    now,
    until: now,
    inputs: [
      {
        n: 4,
        id: 'm-4',
        at: now,
        occurredAt: now,
        body: { kind: 'event', name: 'message.clicked', properties: { link: 'demo' } },
      },
    ],
    missing: 0,
    playbook: { name: 'p', version: 2 },
    before: undefined,
    after: {} as LeadState,
    commands: [
      { kind: 'cancel', ref: 'c5', target: 'm3', reason: 'consent withdrawn', at: now },
      {
        kind: 'assign',
        ref: 't6',
        journey: 'demo',
        step: 'service',
        queue: 'service',
        reason: 'demo',
        ifOpen: 'keep',
        at: now,
      },
    ],
    trace: [],
  },
  changes: [
    { path: 'tier', before: 'C', after: 'B' },
    { path: 'enrolments[welcome]', before: { step: 'x' } },
    { path: 'tags', after: ['y'.repeat(300)] },
  ],
  drift: [{ path: 'state.tier', before: 'B', after: 'A' }],
};

describe('a replayed turn in words', () => {
  it('tells what came in, why, what changed, what was ordered, and where today differs', () => {
    const lines = turnText(replayed, 'Asia/Shanghai', ['clicked demo']).split('\n');
    expect(lines[0]).toBe('Decision 3  Mon 2026-11-30 09:00  p@2');
    expect(lines.slice(1, 4)).toEqual([
      '  input     4 message.clicked (m-4)',
      '  why       clicked demo',
      '  change    tier: "C" -> "B"',
    ]);
    expect(lines[4]).toBe('  change    - enrolments[welcome]: {"step":"x"}');
    expect(lines[5]).toMatch(/^ {2}change {4}\+ tags: \S{100,160}…$/);
    expect(lines[6]).toBe('  command   c5 cancel m3: consent withdrawn');
    expect(lines[7]).toMatch(/^ {2}command {3}t6 assign service \(demo\/service\)$/);
    expect(lines[8]).toBe('  TODAY     state.tier: "B" -> "A"');
  });

  it('says when a deadline alone was due, and when today fails', () => {
    const turn = { ...replayed.turn, inputs: [], commands: [] };
    const text = turnText({ turn, changes: [], drift: [], failure: 'no such step' }, 'UTC', []);
    expect(text).toMatch(
      /deadline {2}no input; something was due\n {2}TODAY {5}fails: no such step$/,
    );
  });
});
