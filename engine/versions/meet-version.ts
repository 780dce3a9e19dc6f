import { deriveAnew } from '../attributes/derive.js';
import { versionOf } from '../journeys/run.js';
import { forgetCounters } from '../scoring/counters.js';
import type { Draft } from '../turn.js';

/**
 * What a lead's first decision under another version begins with: what only the one before counted is dropped, and what
 * that one made of other attributes is made by the new one's tables. Score, tier and stage follow in the rounds.
 */
export function meetVersion(draft: Draft): void {
  const { state, playbook, now } = draft;
  const { name, version } = state.playbook;
  if (name === playbook.name && version === playbook.version) return;
  forgetCounters(draft);
  deriveAnew({ ...draft, at: now }, name === playbook.name ? versionOf(draft, version) : undefined);
}
