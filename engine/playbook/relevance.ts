import { passes } from '../conditions/value-test.js';
import { own, type Json, type JsonObject } from '../json.js';
import type { Condition, EventPattern, Test } from './condition.js';
import type { Attribute, Journey, Playbook } from './playbook.js';
import { ALWAYS_RING } from './system-events.js';

/** What `ringingNames` reads: a playbook whose `ringing` is not known yet. */
type Ringing = Omit<Playbook, 'ringing'>;

/**
 * Whether an event must wake its lead: it may score, enter a journey, exit one, meet a goal, end a wait, move a stage or
 * a ticket, or change consent or identity in one of the live playbooks. Counters ring where they are part of exits,
 * goals, waits and `becomesTrue`; those used only in branches, guards and `remember` do not. "May" errs on the side of
 * ringing: only tests on the event's own properties are made here.
 */
export function rings(
  playbooks: readonly Playbook[],
  name: string,
  properties: JsonObject,
): boolean {
  if (ALWAYS_RING.includes(name)) return true;
  return playbooks.some((playbook) => {
    if (!playbook.ringing.includes(name)) return false;
    const patterns = patternsOf(playbook);
    return emitted(playbook, name, properties).some(([event, values]) =>
      patterns.get(event)?.some((pattern) => mayMatch(pattern, values)),
    );
  });
}

/**
 * Whether an anonymous visitor's event matters later, when the visitor becomes a lead: it scores, counts or is
 * remembered in one of the playbooks, or is about an order.
 */
export function counts(playbooks: readonly Playbook[], name: string): boolean {
  if (ORDER_EVENTS.some(({ event }) => event === name)) return true;
  return playbooks.some(
    ({ scoring, counters, attributes }) =>
      Object.hasOwn(scoring.byEvent, name) ||
      Object.values(counters).some(({ event }) => event === name) ||
      Object.values(attributes).some(({ remember }) => remember?.event === name),
  );
}

/** Names of the events that may ring, for `Playbook.ringing`; a link that stands for an event rings by its click. */
export function ringingNames(playbook: Ringing): string[] {
  const names = new Set([...ALWAYS_RING, ...patternsOf(playbook).keys()]);
  const clicks = Object.values(playbook.links).some(({ emits }) => emits && names.has(emits.event));
  if (clicks) names.add('message.clicked');
  return [...names].toSorted();
}

/** What changes the lead's orders. */
const ORDER_EVENTS: EventPattern[] = ['order_placed', 'order_refunded'].map((event) => ({
  event,
  where: [],
}));

type Patterns = Map<string, EventPattern[]>;
const found = new WeakMap<object, Patterns>();

function patternsOf(playbook: Ringing): Patterns {
  const known = found.get(playbook.journeys);
  if (known) return known;
  const patterns: Patterns = new Map();
  for (const pattern of ringingPatterns(playbook)) {
    const same = patterns.get(pattern.event);
    if (same) same.push(pattern);
    else patterns.set(pattern.event, [pattern]);
  }
  found.set(playbook.journeys, patterns);
  return patterns;
}

function ringingPatterns(playbook: Ringing): EventPattern[] {
  const conditions = [
    ...playbook.scoring.rules.flatMap(({ when }) => when ?? []),
    ...playbook.stages.flatMap(({ when }) => (when === 'captured' ? [] : [when])),
    ...playbook.journeys.flatMap(conditionsOf),
  ];
  return [
    ...playbook.scoring.rules.flatMap(({ on }) => on ?? []),
    ...playbook.derived.flatMap(({ after }) =>
      after === 'delivered' ? { event: 'message.delivered', where: [] } : [],
    ),
    ...playbook.journeys.flatMap(({ enter }) =>
      enter.flatMap((trigger) => (trigger.on === 'event' ? trigger.pattern : [])),
    ),
    ...conditions.flatMap((condition) => patternsIn(condition, playbook)),
    ...(playbook.journeys.some(followsOrders) ? ORDER_EVENTS : []),
  ];
}

/** A wait that counts from the last kept order ends sooner when the newest is refunded. */
function followsOrders({ steps }: Journey): boolean {
  return steps.some((step) => step.do === 'wait' && step.from === 'lastKeptOrder');
}

/** The conditions of a journey that are tested on every input. */
function conditionsOf({ enter, goal, exit, steps }: Journey): Condition[] {
  const triggers = enter.flatMap((trigger) =>
    trigger.on === 'becomesTrue' ? trigger.condition : [],
  );
  const waits = steps.flatMap((step) =>
    step.do === 'await' ? step.for.map(({ condition }) => condition) : [],
  );
  return [...triggers, ...(goal ? [goal] : []), ...(exit ? [exit] : []), ...waits];
}

/** Events that may change what a condition says. */
function patternsIn(condition: Condition, playbook: Ringing): EventPattern[] {
  switch (condition.is) {
    case 'all':
    case 'any':
      return condition.of.flatMap((part) => patternsIn(part, playbook));
    case 'not':
      return patternsIn(condition.of, playbook);
    case 'event':
      return [condition.pattern];
    case 'engaged':
    case 'engages':
      return [{ event: `message.${condition.what}`, where: [] }];
    case 'count': {
      const counter = playbook.counters[condition.counter];
      return counter ? [counter] : [];
    }
    case 'orders':
    case 'order':
      return ORDER_EVENTS;
    case 'streak': {
      const rule = playbook.scoring.rules.find(({ id }) => id === condition.rule);
      return [...(rule?.on ? [rule.on] : []), ...(rule?.streak?.brokenBy ?? [])];
    }
    case 'attr':
      return rememberedBy(playbook.attributes, condition.attr);
    default:
      return [];
  }
}

/** What an attribute, or the one it is derived from, remembers of events. */
function rememberedBy(attributes: Playbook['attributes'], attr: string): EventPattern[] {
  const seen = new Set<string>();
  const patterns: EventPattern[] = [];
  for (let name: string | undefined = attr; name !== undefined && !seen.has(name);) {
    seen.add(name);
    const attribute: Attribute | undefined = own(attributes, name);
    if (attribute?.remember) patterns.push({ event: attribute.remember.event, where: [] });
    name = attribute?.derive?.from;
  }
  return patterns;
}

/** The event itself, and the one a click on a named link stands for. */
function emitted(
  { links }: Playbook,
  name: string,
  properties: JsonObject,
): [string, JsonObject][] {
  const link = name === 'message.clicked' ? properties['link'] : undefined;
  const emits = typeof link === 'string' ? own(links, link)?.emits : undefined;
  const itself: [string, JsonObject] = [name, properties];
  return emits ? [itself, [emits.event, emits.properties]] : [itself];
}

function mayMatch(pattern: EventPattern, properties: JsonObject): boolean {
  return pattern.where.every(({ property, test }) => {
    return mayHold(test, own(properties, property));
  });
}

/** Only what is certain, by the engine's own test: equality of plain values. The rest is left to the engine. */
function mayHold(test: Test, value: Json | undefined): boolean {
  if (typeof value === 'object' && value !== null) return true;
  return test.op === 'eq' || test.op === 'in' ? passes(test, value) : true;
}
