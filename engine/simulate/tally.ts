import type { Playbook } from '../playbook/playbook.js';
import { ScoreCounts } from './auc.js';
import { add, type Counts, type Life } from './life.js';
import { Spread } from './spread.js';

/** What the lives of many leads came to, under one playbook or in reality. */
export interface Account {
  leads: number;
  /** Messages handed over. */
  messages: number;
  sent: { template: string; channel: string; messages: number }[];
  /** Messages that were decided not to go, by reason. */
  withheld: Named;
  /** Times a message had to wait, by reason. */
  held: Named;
  /** Triggers that fired and let nobody in, by reason. */
  passedOver: Named;
  entered: Named;
  tierMoves: Named;
  handOvers: { leads: number; tickets: number; medianAfterMs: number | null };
  /** Highest tier first. A lead stands where it stood right before its success; without one, where it stood at the end. */
  tiers: { tier: string; leads: number; converted: number; rate: number | null }[];
  /** Share of the top tier's leads that converted. */
  precision: number | null;
  auc: number | null;
}

interface Named {
  [name: string]: number;
}

type Counted = 'sent' | 'withheld' | 'held' | 'passedOver' | 'entered' | 'moves';

/** Names counted at most; templates and reasons are far fewer, this only bounds what a record may bring. */
const MOST_NAMES = 2_000;

/** Adds lives up. Its size does not depend on how many they are. */
export class Tally {
  readonly #counts: { [what in Counted]: Counts } = {
    sent: new Map(),
    withheld: new Map(),
    held: new Map(),
    passedOver: new Map(),
    entered: new Map(),
    moves: new Map(),
  };
  readonly #tiers = new Map<string, { leads: number; converted: number }>();
  readonly #scores = new ScoreCounts();
  readonly #handOver = new Spread();
  #leads = 0;
  #tickets = 0;

  constructor(private readonly playbook: Pick<Playbook, 'tiers'>) {
    for (const { id } of playbook.tiers) this.#tiers.set(id, { leads: 0, converted: 0 });
  }

  take(life: Life): void {
    this.#leads += 1;
    for (const what of Object.keys(this.#counts) as Counted[]) {
      for (const [name, times] of life[what]) this.#count(this.#counts[what], name, times);
    }
    this.#stand(life);
    this.#scores.add(life.score, life.positive);
    this.#tickets += life.handOvers;
    const { began, handedOverAt } = life;
    if (handedOverAt !== undefined) this.#handOver.add(handedOverAt - (began ?? handedOverAt));
  }

  account(): Account {
    const tiers = [...this.#tiers].map(([tier, { leads, converted }]) => {
      return { tier, leads, converted, rate: leads === 0 ? null : converted / leads };
    });
    const { withheld, held, passedOver, entered, moves } = this.#counts;
    const sent = this.#sent();
    return {
      leads: this.#leads,
      messages: sent.reduce((sum, { messages }) => sum + messages, 0),
      sent,
      withheld: named(withheld),
      held: named(held),
      passedOver: named(passedOver),
      entered: named(entered),
      tierMoves: named(moves),
      handOvers: {
        leads: this.#handOver.count,
        tickets: this.#tickets,
        medianAfterMs: this.#handOver.median() ?? null,
      },
      tiers,
      precision: tiers[0]?.rate ?? null,
      auc: this.#scores.auc() ?? null,
    };
  }

  /** A tier that only the past knew comes last. */
  #stand({ tier, positive }: Life): void {
    let row = this.#tiers.get(tier);
    if (row === undefined && this.#tiers.size < MOST_NAMES) {
      this.#tiers.set(tier, (row = { leads: 0, converted: 0 }));
    }
    if (row === undefined) return;
    row.leads += 1;
    if (positive) row.converted += 1;
  }

  #count(counts: Counts, name: string, times: number): void {
    if (counts.has(name) || counts.size < MOST_NAMES) add(counts, name, times);
  }

  #sent(): Account['sent'] {
    return byName(this.#counts.sent).map(([name, messages]) => {
      const [template = '', channel = ''] = name.split('\t');
      return { template, channel, messages };
    });
  }
}

const byName = (counts: Counts): [string, number][] =>
  [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1));

const named = (counts: Counts): Named => Object.fromEntries(byName(counts));
