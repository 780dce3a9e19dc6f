import { forgetCounters } from '../scoring/counters.js';
import type { Draft } from '../turn.js';

/**
 * What a lead's first decision under another version begins with: what only the one before counted is dropped. Scores,
 * tier and stage follow in the rounds, as always.
 */
export function meetVersion(draft: Draft): void {
  const { name, version } = draft.state.playbook;
  const { playbook } = draft;
  if (name === playbook.name && version === playbook.version) return;
  forgetCounters(draft);
}
