import { z } from 'zod';

/** Place of an entry: time of its decision (epoch ms), lead, revision, and number among what the decision brought. */
export const timelineCursor = z.tuple([z.int(), z.uuid(), z.int(), z.int()]);
export type TimelineKey = z.infer<typeof timelineCursor>;

/** Inputs that wait for a decision stand behind all that are decided. */
export const UNDECIDED = 8.64e15;
/** Visits belong to no decision: among what has the same time they come first. */
export const NOBODY = '00000000-0000-0000-0000-000000000000';
export const LAST = Number.MAX_SAFE_INTEGER;

export function compareKeys(a: TimelineKey, b: TimelineKey): number {
  const byLead = a[1] < b[1] ? -1 : Number(a[1] > b[1]);
  return a[0] - b[0] || byLead || a[2] - b[2] || a[3] - b[3];
}
