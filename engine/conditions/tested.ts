import { own, type Json } from '../json.js';
import type { Condition, PropertyTest, Test } from '../playbook/condition.js';
import { orderStanding, orderValue } from '../orders/asked.js';
import { countOf } from '../scoring/counters.js';
import { totalScore } from '../scoring/total.js';
import type { Tested } from '../trace.js';
import { leafHolds, type Leaf } from './holds.js';
import type { Asker, View } from './view.js';

const MOST = 20;

/**
 * A condition spelled out for the trace: each test in it, the value it saw and whether it held. A test reads `tier: B`,
 * `attr.industry in manufacturing,saas`, `not enrolled: nurture`.
 */
export function tested(condition: Condition, view: View, asker?: Asker): Tested[] {
  return spell(condition, view, asker, false).slice(0, MOST);
}

function spell(
  condition: Condition,
  view: View,
  asker: Asker | undefined,
  negated: boolean,
): Tested[] {
  switch (condition.is) {
    case 'all':
    case 'any':
      return condition.of.flatMap((one) => spell(one, view, asker, negated));
    case 'not':
      return spell(condition.of, view, asker, !negated);
    default: {
      const held = leafHolds(condition, view, asker);
      const text = wording(condition);
      return [
        {
          condition: negated ? `not ${text}` : text,
          saw: seen(condition, view, asker),
          holds: held !== negated,
        },
      ];
    }
  }
}

function wording(leaf: Leaf): string {
  switch (leaf.is) {
    case 'always':
      return 'always';
    case 'attr':
      return `attr.${leaf.attr} ${testWording(leaf.test)}`;
    case 'tag':
      return `tag: ${leaf.tag}`;
    case 'tier':
    case 'tierBefore':
    case 'stage':
      return `${leaf.is}: ${leaf.in.join(',')}`;
    case 'score':
      return `score ${leaf.tests.map(testWording).join(' and ')}`;
    case 'consent':
      return `consent.${leaf.channel}: ${leaf.state}`;
    case 'reach':
      return `reach.${leaf.channel}: ${leaf.in.join(',')}`;
    case 'enrolled':
      return `enrolled: ${leaf.journey ?? leaf.group ?? 'any'}`;
    case 'ticket':
      return `ticket${leaf.queue === undefined ? '' : `.${leaf.queue}`}: ${leaf.state}`;
    case 'event':
      return [`event: ${leaf.pattern.event}`, ...leaf.pattern.where.map(propertyWording)].join(' ');
    case 'entry':
      return ['entry:', ...leaf.where.map(propertyWording)].join(' ');
    case 'engaged':
    case 'engages':
      return `${leaf.what}: ${[leaf.step, 'template' in leaf ? leaf.template : undefined, leaf.link].filter((part) => part !== undefined).join('/')}`;
    case 'count':
      return `count.${leaf.counter} ${testWording(leaf.test)}`;
    case 'orders':
      return `orders.${leaf.fact} ${testWording(leaf.test)}`;
    case 'order':
      return `order: ${leaf.in.join(',')}`;
    case 'streak':
      return `streak: ${leaf.rule} ${leaf.reaches}`;
  }
}

function propertyWording({ property, test }: PropertyTest): string {
  return `${property} ${testWording(test)}`;
}

function testWording(test: Test): string {
  switch (test.op) {
    case 'in':
    case 'notIn':
      return `${test.op} ${test.values.map(String).join(',')}`;
    case 'eqEntry':
      return `eq entry.${test.property}`;
    default:
      return `${test.op} ${typeof test.value === 'object' ? JSON.stringify(test.value) : test.value}`;
  }
}

/** What the lead showed where the condition looked. */
function seen(leaf: Leaf, view: View, asker?: Asker): Json {
  const { state } = view;
  switch (leaf.is) {
    case 'attr':
      return own(state.attributes, leaf.attr) ?? null;
    case 'tag':
      return state.tags.includes(leaf.tag);
    case 'tier':
      return state.tier;
    case 'tierBefore':
      return view.tierBefore;
    case 'stage':
      return state.stage;
    case 'score':
      return totalScore(state, view.playbook);
    case 'consent':
      return consentSeen(leaf.channel, view);
    case 'reach':
      return own(state.reach, leaf.channel) ?? 'none';
    case 'enrolled':
      return state.enrolments.map(({ journey }) => journey);
    case 'ticket':
      return state.tickets.map(({ queue }) => queue);
    case 'count':
      return countOf(view, leaf.counter);
    case 'orders':
      return orderValue(leaf.fact, view) ?? null;
    case 'order':
      return asker === undefined ? null : orderStanding(view, asker);
    case 'streak':
      return own(state.score, leaf.rule)?.run ?? 0;
    default:
      return view.happenings.map(({ name }) => name);
  }
}

function consentSeen(channel: string, { state }: View): Json {
  const words = Object.entries(state.consent).filter(([key]) => key.startsWith(`${channel}:`));
  return words.map(([key, { granted }]) => `${key} ${granted ? 'given' : 'withdrawn'}`);
}
