import { add, type Counts, type Life } from './life.js';
import { Spread } from './spread.js';

/** How two lives of the same leads differ, lead by lead: the draft's against the other's. */
export interface Difference {
  handOvers: {
    /** Leads that both hand over, by when. Within a minute is the same. */
    earlier: number;
    later: number;
    same: number;
    onlyDraft: number;
    onlyOther: number;
    /** Of leads that both hand over; negative: the draft is earlier. */
    medianShiftMs: number | null;
  };
  /** Leads that end elsewhere, `B → A`: there, and here. */
  tiers: { [move: string]: number };
  leadsWithMoreMessages: number;
  leadsWithFewerMessages: number;
}

const MINUTE = 60_000;
const MOST_MOVES = 400;

/** Adds the differences up, pair by pair; its size does not depend on how many they are. */
export class Comparison {
  readonly #handOvers = { earlier: 0, later: 0, same: 0, onlyDraft: 0, onlyOther: 0 };
  readonly #shift = new Spread();
  readonly #tiers: Counts = new Map();
  #more = 0;
  #fewer = 0;

  take(draft: Life, other: Life): void {
    this.#compareHandOvers(draft.handedOverAt, other.handedOverAt);
    const move = `${other.tier} → ${draft.tier}`;
    const room = this.#tiers.has(move) || this.#tiers.size < MOST_MOVES;
    if (other.tier !== draft.tier && room) add(this.#tiers, move);
    const surplus = messagesOf(draft) - messagesOf(other);
    if (surplus > 0) this.#more += 1;
    if (surplus < 0) this.#fewer += 1;
  }

  difference(): Difference {
    const moves = [...this.#tiers].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return {
      handOvers: { ...this.#handOvers, medianShiftMs: this.#shift.median() ?? null },
      tiers: Object.fromEntries(moves),
      leadsWithMoreMessages: this.#more,
      leadsWithFewerMessages: this.#fewer,
    };
  }

  #compareHandOvers(draft: number | undefined, other: number | undefined): void {
    const found = this.#handOvers;
    if (draft === undefined && other === undefined) return;
    if (other === undefined) found.onlyDraft += 1;
    else if (draft === undefined) found.onlyOther += 1;
    else {
      const shift = draft - other;
      this.#shift.add(shift);
      if (Math.abs(shift) < MINUTE) found.same += 1;
      else if (shift < 0) found.earlier += 1;
      else found.later += 1;
    }
  }
}

function messagesOf({ sent }: Life): number {
  let messages = 0;
  for (const times of sent.values()) messages += times;
  return messages;
}
