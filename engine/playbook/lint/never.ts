import { MOST_COUNTED } from '../../bounds.js';
import type { Test } from '../condition.js';
import { ranked, testsOf } from '../compile/tests.js';
import { canonical } from '../hash.js';
import type { ConditionDocument } from '../schema/condition.js';
import { alternatives, type Literal } from './alternatives.js';
import { someNumber, someValue, type Bounds, type Demand } from './candidates.js';
import type { Scope } from './scope.js';
import { stateOf, unobtainable } from './unobtainable.js';

/** What a playbook can bring about, as far as conditions ask for it. */
export interface World {
  scope: Scope;
  /** Lowest first, in the order of progress. */
  order: { tier: readonly string[]; stage: readonly string[] };
  /** What the total can be. */
  total: Bounds;
  /** Templates that some journey sends. */
  sent: ReadonlySet<string>;
  /** Queues in which some journey opens a ticket. */
  staffed: ReadonlySet<string>;
}

export interface Question {
  condition: ConditionDocument;
  looksAt: 'news' | 'state';
  /** Where the condition stands at a step: whether another step of the journey may have sent its mail by then. */
  mayHaveSent?: (step: string) => boolean;
}

/** Why a condition can never hold, in words; nothing where it may, or where that is hard to tell. */
export function whyNever(question: Question, world: World): string | undefined {
  const ways = alternatives(question.condition);
  if (ways === undefined) return undefined;
  let why: string | undefined;
  for (const way of ways) {
    const clash = clashIn(way, question, world);
    if (clash === undefined) return undefined;
    why ??= clash;
  }
  return why;
}

function clashIn(way: readonly Literal[], question: Question, world: World): string | undefined {
  const subjects = new Map<string, Literal[]>();
  for (const literal of way) {
    const subject = subjectOf(literal, question);
    subjects.set(subject, [...(subjects.get(subject) ?? []), literal]);
  }
  for (const literals of subjects.values()) {
    const clash = clashOf(literals, world);
    if (clash !== undefined) return clash;
  }
  return unobtainable(way, question, world);
}

/** What a literal speaks of: two that speak of the same may exclude each other. */
function subjectOf({ head, leaf }: Literal, { looksAt }: Question): string {
  const { consent, ticket } = leaf;
  if (head === 'tier' || head === 'tierBefore' || head === 'stage' || head === 'score') return head;
  if (head === 'attr') return `attr:${leaf.attr}`;
  if (head === 'count') return `count:${canonical(leaf.count)}`;
  if (head === 'reach') return `reach:${leaf.reach?.channel}`;
  if (head === 'consent' && consent?.purpose !== undefined)
    return `consent:${consent.channel}:${consent.purpose}`;
  if (head === 'ticket' && !(looksAt === 'news' && stateOf(ticket) === 'contacted'))
    return `ticket:${typeof ticket === 'object' ? ticket.queue : ''}`;
  return canonical(leaf);
}

function clashOf(literals: readonly Literal[], world: World): string | undefined {
  const [first] = literals;
  if (first === undefined) return undefined;
  const { head, leaf } = first;
  switch (head) {
    case 'tier':
    case 'tierBefore':
    case 'stage': {
      const names = world.order[head === 'stage' ? 'stage' : 'tier'];
      const named = (one: ConditionDocument) => ranked(one[head] ?? [], names);
      return someName(literals, names, named) ? undefined : `no ${head} is all of that at once`;
    }
    case 'score':
      return scoreClash(literals, world);
    case 'count': {
      const demands = demandsOf(literals, world);
      if (!someNumber(demands, { least: 0, most: Infinity }))
        return 'no number passes all of its tests';
      const { within, distinct } = leaf.count ?? {};
      const most = within === undefined && distinct === undefined ? Infinity : MOST_COUNTED;
      const kept = `with \`within\` or \`distinct\` no more than ${most} are counted`;
      return someNumber(demands, { least: 0, most }) ? undefined : kept;
    }
    case 'attr': {
      const some = someValue(demandsOf(literals, world), world.scope.attributes[leaf.attr ?? '']);
      return some ? undefined : `no value of \`${leaf.attr}\` passes all of its tests`;
    }
    default:
      return stateClash(literals);
  }
}

function stateClash(literals: readonly Literal[]): string | undefined {
  const [first] = literals;
  const opposite = 'it asks for something and for its opposite';
  const { consent, reach, ticket } = first?.leaf ?? {};
  if (consent?.purpose !== undefined) {
    const some = someName(literals, ['given', 'withdrawn', 'none'], (one) => [
      one.consent?.is ?? '',
    ]);
    return some ? undefined : opposite;
  }
  if (reach !== undefined) {
    const some = someName(literals, ['ok', 'none', 'suppressed'], (one) => [one.reach?.is ?? '']);
    return some ? undefined : opposite;
  }
  if (ticket !== undefined) {
    const states = (one: ConditionDocument) =>
      stateOf(one.ticket) === 'open' ? ['open', 'contacted'] : [stateOf(one.ticket)];
    return someName(literals, ['none', 'open', 'contacted'], states) ? undefined : opposite;
  }
  const same = literals.every(({ holds }) => holds === first?.holds);
  return same ? undefined : opposite;
}

function scoreClash(literals: readonly Literal[], world: World): string | undefined {
  const demands = demandsOf(literals, world);
  if (!someNumber(demands, { least: -Infinity, most: Infinity })) {
    return 'no score passes all of its tests';
  }
  const { least, most } = world.total;
  if (someNumber(demands, world.total)) return undefined;
  return `the rules give from ${least === -Infinity ? 'any number' : least} to ${most} points`;
}

function demandsOf(literals: readonly Literal[], { scope }: World): Demand[] {
  return literals.flatMap(({ head, leaf, holds }) => {
    const tests: Test[] = testsOf(head === 'score' ? (leaf.score ?? {}) : leaf, scope);
    return tests.some(({ op }) => op === 'eqEntry') ? [] : [{ tests, holds }];
  });
}

/** Whether one of the names is among those that each literal allows. */
function someName(
  literals: readonly Literal[],
  names: readonly string[],
  namedBy: (leaf: ConditionDocument) => readonly string[],
): boolean {
  return names.some((name) =>
    literals.every(({ leaf, holds }) => namedBy(leaf).includes(name) === holds),
  );
}
