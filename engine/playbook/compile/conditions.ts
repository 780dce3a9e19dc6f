import type { Condition, EventPattern, PropertyTest, Test } from '../condition.js';
import {
  CONDITION_HEADS,
  type ConditionDocument,
  type ConditionHead,
  type EngagementDocument,
} from '../schema/condition.js';
import type { Context, Position } from './context.js';
import { compileOrders } from './orders.js';
import { ranked, testsOf, whereOf } from './tests.js';

type Compile = (condition: ConditionDocument, position: Position, context: Context) => Condition;

/** One condition of the document as data. What its words mean depends on its position. */
export function compileCondition(
  condition: ConditionDocument,
  position: Position,
  context: Context,
): Condition {
  const head = CONDITION_HEADS.find((key) => key in condition);
  if (head === undefined) throw new Error('a condition without a head passed the lint');
  return COMPILE[head](condition, position, context);
}

const AT_LEAST_ONE: Test = { op: 'gte', value: 1 };

const COMPILE: { [head in ConditionHead]: Compile } = {
  all: ({ all = [] }, position, context) => several('all', all, position, context),
  any: ({ any = [] }, position, context) => several('any', any, position, context),
  not: ({ not = {} }, position, context) => ({
    is: 'not',
    of: compileCondition(not, position, context),
  }),
  attr: ({ attr = '', ...tests }, _, context) =>
    together(testsOf(tests, context).map((test) => ({ is: 'attr', attr, test }))),
  tag: ({ tag = '' }) => ({ is: 'tag', tag }),
  tier: ({ tier = [] }, _, { tiers }) => ({ is: 'tier', in: ranked(tier, tiers) }),
  tierBefore: ({ tierBefore = [] }, _, { tiers }) => ({
    is: 'tierBefore',
    in: ranked(tierBefore, tiers),
  }),
  stage: ({ stage = [] }, _, { stages }) => ({ is: 'stage', in: ranked(stage, stages) }),
  score: ({ score = {} }, _, context) => ({ is: 'score', tests: testsOf(score, context) }),
  consent: ({ consent }) => {
    const { channel = '', purpose, is: state = 'none' } = consent ?? {};
    return { is: 'consent', channel, ...(purpose === undefined ? {} : { purpose }), state };
  },
  reach: ({ reach }) => ({ is: 'reach', channel: reach?.channel ?? '', in: [reach?.is ?? 'none'] }),
  enrolled: ({ enrolled = '' }) => ({
    is: 'enrolled',
    ...(typeof enrolled === 'string' ? { journey: enrolled } : enrolled),
  }),
  ticket: compileTicket,
  feedback: ({ feedback = [] }, position, context) => {
    const where: PropertyTest[] = [
      { property: 'result', test: { op: 'in', values: [feedback].flat() } },
    ];
    return happened({ event: 'ticket.feedback', where }, position === 'event', context);
  },
  event: ({ event = '', where }, position, context) =>
    typeof event === 'object'
      ? { is: 'entry', where: whereOf(event, context) }
      : happened({ event, where: whereOf(where, context) }, position !== 'state', context),
  clicked: ({ clicked = 'any' }, position) => engagement('clicked', clicked, position),
  opened: ({ opened = 'any' }, position) => engagement('opened', opened, position),
  replied: ({ replied = 'any' }, position) => engagement('replied', replied, position),
  count: ({ count, ...tests }, _, context) => {
    if (count === undefined) throw new Error('a count without an event passed the schema');
    const counter = context.counters.add(count, whereOf(count.where, context));
    return together(testsOf(tests, context).map((test) => ({ is: 'count', counter, test })));
  },
  orders: ({ orders = {} }, _, context) => together(compileOrders(orders, context)),
  order: ({ order = [] }) => ({ is: 'order', in: [order].flat() }),
  streak: ({ streak = '' }, _, { streaks }) => ({
    is: 'streak',
    rule: streak,
    reaches: streaks[streak] ?? Infinity,
  }),
};

function several(
  is: 'all' | 'any',
  parts: ConditionDocument[],
  position: Position,
  context: Context,
): Condition {
  return { is, of: parts.map((part) => compileCondition(part, position, context)) };
}

function together(parts: Condition[]): Condition {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { is: 'all', of: parts };
}

/** Now, with the current input; or ever, by a counter. */
function happened(pattern: EventPattern, now: boolean, { counters }: Context): Condition {
  if (now) return { is: 'event', pattern };
  return {
    is: 'count',
    counter: counters.add({ event: pattern.event }, pattern.where),
    test: AT_LEAST_ONE,
  };
}

/** `contacted` is the news that someone was in touch where events count, and a ticket in that state elsewhere. */
function compileTicket({ ticket = 'open' }: ConditionDocument, position: Position): Condition {
  const { is: state, queue } = typeof ticket === 'string' ? { is: ticket } : ticket;
  if (state !== 'contacted' || position !== 'event') {
    return { is: 'ticket', state, ...(queue === undefined ? {} : { queue }) };
  }
  const where: PropertyTest[] = queue === undefined ? [] : [equals('queue', queue)];
  return { is: 'event', pattern: { event: 'ticket.contacted', where } };
}

function engagement(
  what: 'clicked' | 'opened' | 'replied',
  asked: EngagementDocument,
  position: Position,
): Condition {
  const which = asked === 'any' ? {} : asked;
  if (position !== 'event') return { is: 'engaged', what, ...which };
  const { step, link } = which;
  if (step !== undefined)
    return { is: 'engages', what, step, ...(link === undefined ? {} : { link }) };
  return { is: 'event', pattern: engagementPattern(what, asked) };
}

/** The event behind `clicked: { template, link }`, for triggers and whatever else looks at the current input. */
export function engagementPattern(
  what: 'clicked' | 'opened' | 'replied',
  asked: EngagementDocument,
): EventPattern {
  const { link, template } = asked === 'any' ? {} : asked;
  const tests = Object.entries({ link, template }).flatMap(([property, value]) =>
    value === undefined ? [] : [equals(property, value)],
  );
  return { event: `message.${what}`, where: tests };
}

function equals(property: string, value: string): PropertyTest {
  return { property, test: { op: 'eq', value } };
}
