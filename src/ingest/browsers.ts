import type { IdentityKey } from '../leads/identity-key.js';
import { makesLead } from '../leads/identity-key.js';
import type { Submission } from './submission.js';
import { TRAITS, type VisitorEvent } from './visitors.js';

export interface SortedByBrowser {
  /** From browsers nobody is known by: they wait, without a workflow. */
  filed: { submission: Submission; event: VisitorEvent }[];
  /** All others, about somebody. */
  placed: Submission[];
  /** Browsers that a submission makes known. */
  linked: IdentityKey[];
}

/**
 * Tells submissions of unknown visitors from the others. A browser that one submission of the group makes known is known
 * to those after it; what it did before goes along, also when it came in the same group.
 *
 * @param now epoch ms of the engine's clock
 */
export function sortByBrowser(
  submissions: readonly Submission[],
  owners: ReadonlyMap<string, string>,
  now: number,
): SortedByBrowser {
  const sorted: SortedByBrowser = { filed: [], placed: [], linked: [] };
  const linked = new Set<string>();
  for (const submission of submissions) {
    const { keys } = submission.who;
    const unknown = keys.filter(
      ({ id, kind }) => kind === 'anonymousId' && !owners.has(id) && !linked.has(id),
    );
    const [browser] = unknown;
    if (browser && submission.who.leadId === undefined && !keys.some(makesLead)) {
      sorted.filed.push({ submission, event: eventOf(submission, browser, now) });
      continue;
    }
    sorted.placed.push(submission);
    for (const key of unknown) {
      linked.add(key.id);
      sorted.linked.push(key);
    }
  }
  return sorted;
}

function eventOf(submission: Submission, key: IdentityKey, now: number): VisitorEvent {
  const { messageId, source, occurredAt, body, given } = submission;
  const what =
    body.kind === 'event'
      ? { name: body.name, properties: body.properties }
      : { name: TRAITS, properties: given?.values ?? {} };
  return { key, messageId, source, occurredAt, arrivedAt: now, ...what };
}
