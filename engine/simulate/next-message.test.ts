import { describe, expect, it } from '@jest/globals';
import { inShanghai, shanghai } from '../../test/support/engine/china-2026.js';
import { event, form } from '../../test/support/engine/story.js';
import { preset } from '../../test/support/playbook/presets.js';
import { hash } from '../hash.js';
import { nextMessage } from './next-message.js';
import { simulate } from './simulate.js';

const playbook = preset('lead-to-conversion');
const spread = (hash('simulated') % 900) * 1_000;
const manager = { company: 'Example', position: '经理', companySize: 800, industry: '制造业' };
const inNurture = simulate(
  playbook,
  [
    form('2026-11-27 17:58', manager),
    event('2026-11-28 10:00', 'message.clicked', { ref: 'm1', link: 'whitepaper' }),
  ],
  shanghai('2026-11-28 10:00'),
).state;

describe('looking ahead', () => {
  it('finds the mail that the window holds over a weekend, and says that it does', () => {
    const next = nextMessage(inNurture, playbook, shanghai('2026-12-31 00:00'));
    expect(next?.command.template).toBe('case-study');
    expect(inShanghai(next?.command.at ?? 0)).toBe(
      inShanghai(shanghai('2026-11-30 09:00') + spread),
    );
    expect(next?.trace).toContainEqual(
      expect.objectContaining({
        note: 'policy',
        result: expect.objectContaining({ why: 'window' }),
      }),
    );
  });

  it('finds nothing before the horizon, and changes nothing', () => {
    const before = JSON.stringify(inNurture);
    expect(nextMessage(inNurture, playbook, shanghai('2026-11-29 00:00'))).toBeUndefined();
    expect(JSON.stringify(inNurture)).toBe(before);
  });
});
