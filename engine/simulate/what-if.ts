import type { Playbook } from '../playbook/playbook.js';
import { Comparison, type Difference } from './comparison.js';
import {
  DEFAULT_OUTCOMES,
  isOutcome,
  type LeadHistory,
  type Outcome,
  type UntoldHistory,
} from './history.js';
import { add, LifeBook, type Counts, type Life } from './life.js';
import { live } from './live.js';
import type { Refusal } from './refusal.js';
import type { Dropped } from './translate.js';
import { Tally, type Account } from './tally.js';

/** What to find out: what a playbook would have made of these histories, and how that differs from what else was made. */
export interface Question {
  draft: Playbook;
  /** Another playbook to live the same histories; without one, what was really decided is compared, where it is known. */
  baseline?: Playbook;
  histories: AsyncIterable<LeadHistory | UntoldHistory>;
  outcomes?: readonly Outcome[];
  /** End of virtual time, epoch ms. */
  until: number;
  /**
   * Asked after each lead: `false` ends it there. It may wait, so that others get their turn; `soFar` tells what would be
   * answered now.
   */
  goOn?: (progress: Progress, soFar: () => Answer) => boolean | Promise<boolean>;
  /** Told of a lead whose life threw: it is refused, and the others are lived all the same. */
  onBroken?: (lead: string, error: unknown) => void;
}

export interface Progress {
  /** Leads looked at, those that were refused with them. */
  leads: number;
  /** Inputs of the histories that were lived through. */
  events: number;
}

export interface Answer extends Progress {
  /** Not all histories were lived through: it was ended before. */
  complete: boolean;
  /** Leads that are in none of the sums, by why. */
  refused: { [why in Refusal]?: number };
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
    const goOn = question.goOn?.(fold.progress, () => fold.answer(false)) ?? true;
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
  readonly #refused: Answer['refused'] = {};
  #pairs = 0;

  constructor(private readonly question: Question) {
    this.#draft = new Tally(question.draft);
    this.#other = new Tally(question.baseline ?? question.draft);
  }

  take(history: LeadHistory | UntoldHistory): void {
    this.progress.leads += 1;
    if ('refused' in history) return this.#refuse(history.refused);
    let lives: Lives | 'too-long';
    try {
      lives = this.#livesOf(history);
    } catch (error) {
      this.question.onBroken?.(history.lead, error);
      return this.#refuse('broken');
    }
    if (lives === 'too-long') this.#refuse(lives);
    else this.#add(lives);
  }

  answer(complete: boolean): Answer {
    const { baseline } = this.question;
    const found = {
      ...this.progress,
      complete,
      refused: { ...this.#refused },
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

  /** Both lives of a lead, before either is added to anything: one that cannot be ended leaves no half of a pair. */
  #livesOf(history: LeadHistory): Lives | 'too-long' {
    const { draft, baseline } = this.question;
    if (baseline === undefined) {
      const lived = this.#live(draft, history);
      return lived === 'too-long' ? lived : { lived, other: this.#real(history, lived.outcomeId) };
    }
    // Read twice by two playbooks: what comes from a stream is kept for as long as the lead is lived.
    const kept = { ...history, inputs: Array.from(history.inputs) };
    const lived = this.#live(draft, kept);
    const other = this.#live(baseline, kept);
    return lived === 'too-long' || other === 'too-long' ? 'too-long' : { lived, other: other.life };
  }

  #add({ lived: { life, events, dropped }, other }: Lives): void {
    this.#draft.take(life);
    this.progress.events += events;
    for (const why of dropped) add(this.#dropped, why);
    if (other === undefined) return;
    this.#pairs += 1;
    this.#other.take(other);
    this.#comparison.take(life, other);
  }

  #refuse(why: Refusal): void {
    this.#refused[why] = (this.#refused[why] ?? 0) + 1;
  }

  #live(playbook: Playbook, history: LeadHistory): Lived | 'too-long' {
    const { outcomes = DEFAULT_OUTCOMES, until } = this.question;
    const book = new LifeBook(playbook);
    const dropped: Dropped[] = [];
    let events = 0;
    let outcomeId: string | undefined;
    const end = live(playbook, history, until, {
      meets: ({ id, body }, why) => {
        events += 1;
        if (why !== undefined) dropped.push(why);
        if (!isOutcome(body, outcomes)) return;
        book.succeeds();
        outcomeId ??= id;
      },
      decided: (decision) => book.decided(decision),
    });
    if (end === 'too-long') return end;
    return { life: book.end(history.positive), outcomeId, events, dropped };
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
  /** Inputs it met, and why some of them were not decided. */
  events: number;
  dropped: readonly Dropped[];
}

interface Lives {
  lived: Lived;
  other: Life | undefined;
}
