import type { Json } from '../json.js';
import type { OrderFact } from '../orders/facts.js';

/** A test on one value. `in` and list names are resolved by the compiler. Ranges: gte tests min, lte tests max. */
export type Test =
  | { op: 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte'; value: Json }
  | { op: 'in' | 'notIn'; values: Json[] }
  | { op: 'exists'; value: boolean }
  /** Equal to a property of the enrolment's entry event: `'{{ entry.orderId }}'`. */
  | { op: 'eqEntry'; property: string };

export interface PropertyTest {
  property: string;
  test: Test;
}

/** An event by name with tests on its properties, all of which must hold. */
export interface EventPattern {
  event: string;
  where: PropertyTest[];
}

/** Closed union of what a rule may ask. Each is data; `conditions/` evaluates it and records what it saw. */
export type Condition =
  | { is: 'all' | 'any'; of: Condition[] }
  | { is: 'not'; of: Condition }
  | { is: 'always' }
  | { is: 'attr'; attr: string; test: Test }
  | { is: 'tag'; tag: string }
  | { is: 'tier'; in: string[] }
  | { is: 'tierBefore'; in: string[] }
  | { is: 'stage'; in: string[] }
  | { is: 'score'; tests: Test[] }
  | { is: 'consent'; channel: string; purpose?: string; state: 'given' | 'withdrawn' | 'none' }
  | { is: 'reach'; channel: string; in: string[] }
  | { is: 'enrolled'; journey?: string; group?: string }
  | { is: 'ticket'; state: 'open' | 'none' | 'contacted'; queue?: string }
  /** Holds while the CURRENT input carries such an event (exits, goals, `where` of an entry, stages). */
  | { is: 'event'; pattern: EventPattern }
  /** The entry event's own properties, inside `where` of an `enter`. */
  | { is: 'entry'; where: PropertyTest[] }
  /** From the messages in state: this enrolment's step, or any message of that template. */
  | {
      is: 'engaged';
      what: 'opened' | 'clicked' | 'replied';
      step?: string;
      template?: string;
      link?: string;
    }
  /** Holds while the CURRENT input is that engagement with a message THIS enrolment sent by that step. */
  | { is: 'engages'; what: 'opened' | 'clicked' | 'replied'; step: string; link?: string }
  | { is: 'count'; counter: string; test: Test }
  /** Numbers of orders; `total` in minor units; `lastKeptAge` in ms since the newest order not refunded in full. */
  | { is: 'orders'; fact: OrderFact | 'lastKeptAge'; test: Test }
  /** How the order of this run (`entry.orderId`) stands. */
  | { is: 'order'; in: string[] }
  /** Holds while the streak of that scoring rule stands: it has reached its length and nothing has broken it. */
  | { is: 'streak'; rule: string; reaches: number };
