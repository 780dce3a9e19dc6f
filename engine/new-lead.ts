import type { LeadState } from './lead-state.js';
import type { Playbook } from './playbook/playbook.js';

/** A lead nothing is known of yet: first stage, lowest tier, no input consumed. `now` is epoch ms; it settles no order, for the
 * first input may have arrived before it. */
export function newLead(leadId: string, playbook: Playbook, now: number): LeadState {
  return {
    v: 1,
    lead: leadId,
    playbook: { name: playbook.name, version: playbook.version },
    consumed: 0,
    nextRef: 1,
    clock: 0,
    lastInputAt: now,
    stage: playbook.stages[0]?.id ?? 'lead',
    tier: playbook.tiers.at(-1)?.id ?? '',
    tierBecause: 'score 0',
    score: {},
    attributes: {},
    tags: [],
    consent: {},
    reach: {},
    marks: {},
    counters: {},
    enrolments: [],
    finished: {},
    sends: [],
    messages: [],
    pieces: {},
    tickets: [],
  };
}
