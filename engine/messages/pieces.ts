import { own } from '../json.js';
import type { LeadState, SentMessage } from '../lead-state.js';

/** The lead has had this piece of the pool, or would have, outside of a holdout. */
export function notePiece({ pieces }: LeadState, pool: string, piece: string): void {
  pieces[pool] = [...(own(pieces, pool) ?? []), piece];
}

/** The piece never arrived: its pool may give it again. */
export function takePieceBack({ pieces }: LeadState, { pool, template }: SentMessage): void {
  if (pool === undefined) return;
  pieces[pool] = (own(pieces, pool) ?? []).filter((piece) => piece !== template);
}
