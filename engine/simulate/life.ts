import type { Command } from '../command.js';
import type { Decision } from '../decision.js';
import type { Playbook } from '../playbook/playbook.js';
import type { Note, Verdict } from '../trace.js';

/** How often each of a few names was seen. */
export type Counts = Map<string, number>;

/** What one lead's life came to, told by its decisions, whether they were made or only imagined. Times are epoch ms. */
export interface Life {
  /** By `template` and `channel`, a tab between them. */
  sent: Counts;
  withheld: Counts;
  held: Counts;
  passedOver: Counts;
  /** `C → B`. */
  moves: Counts;
  entered: Counts;
  began: number | undefined;
  handedOverAt: number | undefined;
  handOvers: number;
  /** Where it stood right before its outcome; without one, at the end. */
  tier: string;
  score: number;
  positive: boolean;
}

/** Writes a life down from the decisions as they are made. */
export class LifeBook {
  readonly life: Life;
  #isOver = false;
  #tier: string;
  #score = 0;

  constructor(private readonly playbook: Playbook) {
    this.#tier = playbook.tiers.at(-1)?.id ?? '';
    this.life = {
      sent: new Map(),
      withheld: new Map(),
      held: new Map(),
      passedOver: new Map(),
      moves: new Map(),
      entered: new Map(),
      began: undefined,
      handedOverAt: undefined,
      handOvers: 0,
      tier: this.#tier,
      score: 0,
      positive: false,
    };
  }

  /** The lead has come to what is hoped for: where it stands now is what its tier and score have to show. */
  succeeds(): void {
    if (this.#isOver) return;
    this.life.positive = true;
    this.#settle();
    this.#isOver = true;
  }

  /** @param outcomeId id of the input that is the lead's outcome, where it may be among these decisions */
  decided({ commands, trace }: Pick<Decision, 'commands' | 'trace'>, outcomeId?: string): void {
    for (const note of trace) {
      if (note.note === 'input' && note.id === outcomeId) this.succeeds();
      this.#note(note);
    }
    for (const command of commands) this.#command(command);
  }

  end(positive?: boolean): Life {
    if (!this.#isOver) this.#settle();
    if (positive !== undefined) this.life.positive = positive;
    return this.life;
  }

  #settle(): void {
    const { floor } = this.playbook.scoring;
    this.life.tier = this.#tier;
    this.life.score = floor === null ? this.#score : Math.max(floor, this.#score);
  }

  #command(command: Command): void {
    const { life } = this;
    if (command.kind === 'send') add(life.sent, `${command.template}\t${command.channel}`);
    if (command.kind !== 'assign') return;
    life.handOvers += 1;
    life.handedOverAt ??= command.at;
  }

  #note(note: Note): void {
    const { life } = this;
    switch (note.note) {
      case 'input':
        life.began ??= note.at;
        return;
      case 'scored':
        this.#score = Math.floor(note.total + 1e-9);
        return;
      case 'tier':
        add(life.moves, `${note.from} → ${note.to}`);
        this.#tier = note.to;
        return;
      case 'entered':
        return add(life.entered, note.journey);
      case 'passed-over':
        return add(life.passedOver, note.why);
      case 'policy':
        return this.#verdict(note.result);
    }
  }

  #verdict(result: Verdict): void {
    if (result.verdict === 'skipped') add(this.life.withheld, result.why);
    if (result.verdict === 'held') add(this.life.held, result.why);
  }
}

export function add(counts: Counts, name: string, times = 1): void {
  counts.set(name, (counts.get(name) ?? 0) + times);
}
