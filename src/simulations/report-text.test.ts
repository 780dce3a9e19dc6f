import { describe, expect, it } from '@jest/globals';

import type { Account } from '../../engine/simulate/tally.js';
import { simulationText } from './report-text.js';

const account = (more: Partial<Account>): Account => ({
  leads: 2,
  messages: 0,
  sent: [],
  withheld: {},
  held: {},
  passedOver: {},
  entered: {},
  tierMoves: {},
  handOvers: { leads: 0, tickets: 0, medianAfterMs: null },
  tiers: [{ tier: 'A', leads: 0, converted: 0, rate: null }],
  precision: null,
  auc: null,
  ...more,
});

const answer = {
  leads: 2,
  events: 1_000,
  complete: true,
  against: 'record' as const,
  dropped: {},
  refused: {},
  draft: account({
    messages: 3,
    sent: [{ template: 'welcome', channel: 'email', messages: 3 }],
    tiers: [{ tier: 'A', leads: 2, converted: 1, rate: 0.5 }],
    auc: 0.75,
  }),
};
const heading = { draft: 'demo', other: 'what happened', seconds: 1.25 };

describe('the report of a simulation', () => {
  it('shows the draft, what it is held against, and the change', () => {
    const text = simulationText(
      {
        ...answer,
        other: account({ withheld: { cap: 4 } }),
        difference: {
          handOvers: {
            earlier: 1,
            later: 0,
            same: 1,
            onlyDraft: 0,
            onlyOther: 0,
            medianShiftMs: -90 * 60_000,
          },
          tiers: { 'B → A': 1 },
          leadsWithMoreMessages: 2,
          leadsWithFewerMessages: 0,
        },
      },
      heading,
    );
    expect(text).toMatch(/^demo: 2 leads, 1,000 events in 1\.3 s\n/);
    expect(text).toMatch(/^ +draft +what happened +change$/m);
    expect(text).toMatch(/^ {2}sent welcome \(email\) +3 +0 +\+3$/m);
    expect(text).toMatch(/^withheld: cap +0 +4 +-4$/m);
    expect(text).toMatch(/^precision of the top tier +- +-$/m);
    expect(text).toContain(
      'handed over earlier 1, later 0, at the same time 1; median 90 min earlier',
    );
    expect(text).toContain('  tier B → A: 1');
  });

  it('says when it was ended before, and what was not lived again', () => {
    const text = simulationText(
      { ...answer, complete: false, against: 'nothing', dropped: { engagement: 7 } },
      heading,
    );
    expect(text).toContain('ended before all leads were lived through');
    expect(text).toContain('  opens, clicks and replies to messages that were not sent: 7');
    expect(text).not.toContain('Lead by lead');
    expect(text).not.toContain('left out');
  });

  it('says which leads are left out, and why', () => {
    const text = simulationText({ ...answer, refused: { broken: 1, 'too-long': 1_200 } }, heading);
    expect(text).toContain(
      'Leads that are left out, and in none of the sums:\n' +
        '  more than 100,000 turns to live, or a past too long to read: 1,200\n' +
        '  something of them cannot be read or decided: 1',
    );
  });
});
