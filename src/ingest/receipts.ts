import type { SortedByBrowser } from './browsers.js';
import type { Group } from './group.js';
import type { Placed } from './inbox.js';
import type { Repeat } from './lookup.js';
import type { Sifted } from './repeats.js';
import type { Receipt, Submission } from './submission.js';

/** What each submission is told, in their order. */
export function receiptsOf(
  submissions: readonly Submission[],
  sifted: Sifted,
  { filed }: SortedByBrowser,
  group: Group,
  placed: readonly Placed[],
): Receipt[] {
  const receipts = new Map<Submission, Receipt>();
  const without = (submission: Submission, status: Receipt['status']) =>
    receipts.set(submission, { messageId: submission.messageId, duplicate: false, status });
  for (const { submission } of filed) without(submission, 'visitor');
  for (const submission of group.unknown) without(submission, 'unknown-lead');
  group.inputs.forEach(({ submission }, index) => {
    const { leadId, n } = placed[index] as Placed;
    if (!submission) return;
    const status = group.created.has(submission) ? 'created' : 'joined';
    const { messageId } = submission;
    receipts.set(submission, { messageId, duplicate: false, leadId, n, status });
  });
  return submissions.map((submission) => {
    const before = sifted.repeatOf.get(submission);
    if (before && 'isRecent' in before) return repeated(before, submission);
    const own = receipts.get(before ?? submission);
    if (!own) throw new Error('A submission was neither stored nor known');
    if (!before) return own;
    return { ...own, duplicate: true, differs: !before.bodyHash.equals(submission.bodyHash) };
  });
}

/** A repeat is answered as what it repeats: the first input of a lead is the one that created it. */
function repeated(
  { messageId, leadId, n, bodyHash }: Repeat,
  { bodyHash: now }: Submission,
): Receipt {
  const receipt = { messageId, duplicate: true, differs: bodyHash !== now.toString('hex') };
  if (leadId === null || n === null) return { ...receipt, status: 'visitor' };
  return { ...receipt, leadId, n, status: n === 1 ? 'created' : 'joined' };
}
