import type { Playbook } from '../playbook/playbook.js';
import { Comparison, type Difference } from './comparison.js';
import { DEFAULT_OUTCOMES, isOutcome, type LeadHistory, type Outcome } from './history.js';
import { add, LifeBook, type Counts, type Life } from './life.js';
import { live } from './live.js';
import type { Dropped } from './translate.js';
import { Tally, type Account } from './tally.js';

/** What to find out: what a playbook would have made of these histories, and how that differs from what else was made. */
export interface Question {
  draft: Playbook;
  /** Another playbook to live the same histories; without one, what was really decided is compared, where it is known. */
  baseline?: Playbook;
  histories: AsyncIterable<LeadHistory>;
  outcomes?: readonly Outcome[];
  /** End of virtual time, epoch ms. */
  until: number;
  /** Asked after each lead: `false` ends it there. It may wait, so that others get their turn. */
  goOn?: (progress: Progress) => boolean | Promise<boolean>;
}

export interface Progress {
  leads: number;
  /** Inputs of their histories. */
  events: number;
}

export interface Answer extends Progress {
  /** Not all histories were lived through: it was ended before. */
  complete: boolean;
  against: 'baseline' | 'record' | 'nothing';
  draft: Account;
  other?: Account;
  difference?: Difference;
  /** Inputs of the past that would not have happened, by why. */
  dropped: { [why: string]: number };
}

/** Lives through histories one lead at a time; what it keeps does not grow with their number. */
export async function whatIf(question: Question): Promise<Answer> {
  const fold = new Fold(question);
  let complete = true;
  for await (const history of question.histories) {
    fold.take(history);
    const goOn = question.goOn?.(fold.progress) ?? true;
    if (goOn === true || (await goOn)) continue;
    complete = false;
    break;
  }
  return fold.answer(complete);
}

class Fold {
  readonly progress: Progress = { leads: 0, events: 0 };
  readonly #draft: Tally;
  readonly #other: Tally;
  readonly #comparison = new Comparison();
  readonly #dropped: Counts = new Map();
  #pairs = 0;

  constructor(private readonly question: Question) {
    this.#draft = new Tally(question.draft);
    this.#other = new Tally(question.baseline ?? question.draft);
  }

  take(history: LeadHistory): void {
    const { draft, baseline } = this.question;
    // Read twice by two playbooks: what comes from a stream is kept for as long as the lead is lived.
    const kept =
      baseline === undefined ? history : { ...history, inputs: Array.from(history.inputs) };
    const { life, outcomeId } = this.#live(draft, kept, true);
    this.#draft.take(life);
    this.progress.leads += 1;
    const other =
      baseline === undefined ? this.#real(kept, outcomeId) : this.#live(baseline, kept).life;
    if (other === undefined) return;
    this.#pairs += 1;
    this.#other.take(other);
    this.#comparison.take(life, other);
  }

  answer(complete: boolean): Answer {
    const { baseline } = this.question;
    const found = {
      ...this.progress,
      complete,
      draft: this.#draft.account(),
      dropped: Object.fromEntries(this.#dropped),
    };
    if (this.#pairs === 0) return { ...found, against: 'nothing' };
    return {
      ...found,
      against: baseline === undefined ? 'record' : 'baseline',
      other: this.#other.account(),
      difference: this.#comparison.difference(),
    };
  }

  #live(playbook: Playbook, history: LeadHistory, counts = false): Lived {
    const { outcomes = DEFAULT_OUTCOMES, until } = this.question;
    const book = new LifeBook(playbook);
    let outcomeId: string | undefined;
    live(playbook, history, until, {
      meets: ({ id, body }, dropped) => {
        if (isOutcome(body, outcomes)) {
          book.succeeds();
          outcomeId ??= id;
        }
        if (counts) this.#count(dropped);
      },
      decided: (decision) => book.decided(decision),
    });
    return { life: book.end(history.positive), outcomeId };
  }

  #count(dropped: Dropped | undefined): void {
    this.progress.events += 1;
    if (dropped !== undefined) add(this.#dropped, dropped);
  }

  #real({ real, positive }: LeadHistory, outcomeId: string | undefined): Life | undefined {
    if (real === undefined) return undefined;
    const book = new LifeBook(this.question.draft);
    for (const decision of real) book.decided(decision, outcomeId);
    return book.end(positive);
  }
}

interface Lived {
  life: Life;
  /** The input that was the lead's success. */
  outcomeId: string | undefined;
}
