import type { Document, RuleDocument } from '../document.js';
import type { Scoring, ScoringRule, Stage, Tier } from '../playbook.js';
import type { EventPattern } from '../condition.js';
import { milliseconds } from '../duration.js';
import type { WhereDocument } from '../schema/condition.js';
import type { StreakDocument, TimesDocument } from '../schema/scoring.js';
import { compileCondition } from './conditions.js';
import type { Context } from './context.js';
import { localised } from './facts.js';
import { whereOf } from './tests.js';

export function compileScoring({ scoring }: Document, context: Context): Scoring {
  const rules = (scoring?.rules ?? []).map((rule) => ruleOf(rule, context));
  const byEvent = new Map<string, number[]>();
  const byAttribute: number[] = [];
  rules.forEach((rule, index) => {
    for (const event of eventsOf(rule)) byEvent.set(event, [...(byEvent.get(event) ?? []), index]);
    if (rule.when) byAttribute.push(index);
  });
  const floor = scoring?.total?.floor ?? 0;
  return {
    floor: floor === 'none' ? null : floor,
    dimensions: Object.keys(scoring?.dimensions ?? {}).toSorted(),
    ...boundsOf(scoring?.dimensions ?? {}),
    rules,
    byEvent: Object.fromEntries(byEvent),
    byAttribute,
  };
}

function ruleOf(rule: RuleDocument, context: Context): ScoringRule {
  const { id, dimension, points, event, where, when, streak, times = 'each' } = rule;
  const common = { id, dimension, points, times: timesOf(times), ...lastingOf(rule) };
  if (when) return { ...common, when: compileCondition(when, 'state', context) };
  if (streak) return { ...common, ...streakOf(streak, context) };
  return { ...common, on: { event: event ?? '', where: whereOf(where, context) } };
}

function lastingOf({ expires, decay }: RuleDocument): Pick<ScoringRule, 'expires' | 'decay'> {
  return {
    ...(expires === undefined ? {} : { expires: milliseconds(expires) }),
    ...(decay === undefined ? {} : { decay: milliseconds(decay) }),
  };
}

function streakOf(
  { event, where, brokenBy, reaches }: StreakDocument,
  context: Context,
): Pick<ScoringRule, 'on' | 'streak'> {
  const breakers = brokenBy.map((one) => (typeof one === 'string' ? { event: one } : one));
  const pattern = (one: { event: string; where?: WhereDocument }): EventPattern => ({
    event: one.event,
    where: whereOf(one.where, context),
  });
  return {
    on: { event, where: whereOf(where, context) },
    streak: { reaches, brokenBy: breakers.map(pattern) },
  };
}

/** Names of the events that a rule looks at, each once. */
function eventsOf({ on, streak }: ScoringRule): Set<string> {
  return new Set([...(on ? [on] : []), ...(streak?.brokenBy ?? [])].map(({ event }) => event));
}

function boundsOf(
  dimensions: NonNullable<NonNullable<Document['scoring']>['dimensions']>,
): Pick<Scoring, 'bounds'> {
  const bounded = Object.entries(dimensions).flatMap(([dimension, { min, max }]) =>
    min === undefined && max === undefined
      ? []
      : [
          [
            dimension,
            { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) },
          ] as const,
        ],
  );
  return bounded.length === 0 ? {} : { bounds: Object.fromEntries(bounded) };
}

function timesOf(times: TimesDocument): ScoringRule['times'] {
  if (times === 'once-a-day') return { limit: 'once-per-day' };
  if (typeof times === 'string') return { limit: times };
  return 'once' in times
    ? { limit: 'once-per', property: times.once, ...(times.per === 'day' ? { daily: true } : {}) }
    : { limit: 'most', n: times.most };
}

export function compileTiers(document: Document): Tier[] {
  const tiers = document.tiers.map(({ id, from, title }) => ({
    id,
    from,
    title: localised(title, document),
  }));
  return tiers.toSorted((a, b) => b.from - a.from);
}

export function compileStages(document: Document, context: Context): Stage[] {
  return document.stages.map(({ id, title, when }) => ({
    id,
    ...(title === undefined ? {} : { title: localised(title, document) }),
    when: when === 'captured' ? when : compileCondition(when, 'event', context),
  }));
}
