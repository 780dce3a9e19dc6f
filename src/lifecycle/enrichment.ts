import type { Input, NotRetold, Retold } from '../../engine/input.js';
import type { LeadState } from '../../engine/lead-state.js';

/** What the counters of a new version show of the past: what a turn began with, and no input's. */
export type PastCounts = Pick<LeadState, 'counters'>;

/** What an input needs beyond the inbox: the loser of a merge, or the history a recompute asks for. */
export type Enrichment = LeadState | Retold | NotRetold | PastCounts;

/** By the number of the input; kept with the decision, which can be made again from it. */
export interface Enriched {
  [n: string]: Enrichment;
}

/** The input with what was found for it. */
export function enrich(input: Input, found: Enrichment | undefined): Input {
  const { body } = input;
  if (found === undefined) return input;
  if (body.kind === 'merge') return { ...input, body: { ...body, loser: found as LeadState } };
  if (body.kind !== 'control' || body.control.do !== 'recompute') return input;
  const control = { ...body.control, retold: found as Retold | NotRetold };
  return { ...input, body: { ...body, control } };
}

export const isRecompute = ({ body }: Input): boolean =>
  body.kind === 'control' && body.control.do === 'recompute';
