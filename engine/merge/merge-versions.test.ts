import { describe, expect, it } from '@jest/globals';
import { shanghai } from '../../test/support/engine/china-2026.js';
import { DAY, heldRule, rule, smallPlaybook } from '../../test/support/engine/small-playbook.js';
import { event, form } from '../../test/support/engine/story.js';
import type { Playbook, ScoringRule } from '../playbook/playbook.js';
import { simulate, type Scripted, type Simulation } from '../simulate/simulate.js';
import { totalScore } from '../scoring/total.js';

const attributes: Playbook['attributes'] = {
  size: { type: 'integer', personal: false, identity: false },
};
const by = (version: number, ...rules: ScoringRule[]): Playbook =>
  smallPlaybook({ version, attributes, rules });
const captured = form('2026-11-23 10:00', { size: 3 });
const viewed = (minute: number): Scripted => event(`2026-11-23 10:0${minute}`, 'viewed');

/** A lead of that playbook, an hour after it was captured. */
const lived = (playbook: Playbook, lead: string, ...more: Scripted[]): Simulation =>
  simulate(playbook, [captured, ...more], shanghai('2026-11-23 11:00'), { lead });

function merged(playbook: Playbook, winner: Simulation, { state: loser }: Simulation): Simulation {
  const at = shanghai('2026-11-23 12:00');
  const merge: Scripted = { at, body: { kind: 'merge', loserId: 'other', loser } };
  return simulate(playbook, [merge], at, { state: winner.state });
}

describe('of two leads from different versions', () => {
  it('one held by attributes what the other scored by events: what was held goes, what was scored stays', () => {
    const held = by(
      1,
      heldRule('r', { is: 'attr', attr: 'size', test: { op: 'gte', value: 1 } }, 5),
    );
    const now = by(2, rule('r', 'viewed', 10));
    const seen = merged(now, lived(held, 'one'), lived(now, 'other', viewed(5), viewed(6)));
    expect(seen.ledger.map(({ points, cause }) => [points, cause])).toEqual([
      [-5, 'attributes'],
      [20, 'merge'],
    ]);
    expect(seen.state.score['r']).toEqual({ points: 20, times: 2 });
  });

  it('one has points that fade, by a rule whose points now stay: they take none of the other with them', () => {
    const fading = by(1, rule('r', 'viewed', 10, { decay: 10 * DAY }));
    const now = by(2, rule('r', 'viewed', 10));
    const [ours, theirs] = [
      lived(now, 'one', viewed(5), viewed(6)),
      lived(fading, 'other', viewed(5)),
    ];
    for (const seen of [merged(now, ours, theirs), merged(now, theirs, ours)]) {
      expect(seen.state.score['r']?.fades).toBeUndefined();
      expect(totalScore(seen.state, now, shanghai('2027-02-23 12:00'))).toBe(29);
    }
  });

  it('one has points that fade, by a rule whose points now expire: what is left of them does so', () => {
    const fading = by(1, rule('r', 'viewed', 10, { decay: 10 * DAY }));
    const now = by(2, rule('r', 'viewed', 10, { expires: 2 * DAY }));
    const { state } = merged(now, lived(now, 'one', viewed(5)), lived(fading, 'other', viewed(5)));
    const score = (time: string) => totalScore(state, now, shanghai(time));
    expect([
      score('2026-11-25 10:04'),
      score('2026-11-25 11:59'),
      score('2026-11-25 12:00'),
    ]).toEqual([19, 9, 0]);
  });
});

describe('a streak that scores once', () => {
  it('and that one had only begun, scores by what the other completed', () => {
    const streak = { reaches: 2, brokenBy: [] };
    const cold = by(1, rule('cold', 'viewed', 7, { times: { limit: 'once' }, streak }));
    const seen = merged(
      cold,
      lived(cold, 'one', viewed(5)),
      lived(cold, 'other', viewed(5), viewed(6)),
    );
    expect(seen.state.score['cold']).toEqual({ points: 7, times: 1, run: 2 });
  });
});
