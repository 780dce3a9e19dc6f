import type { Document, RuleDocument } from '../document.js';
import type { Scoring, ScoringRule, Stage, Tier } from '../playbook.js';
import type { TimesDocument } from '../schema/scoring.js';
import { compileCondition } from './conditions.js';
import type { Context } from './context.js';
import { localised } from './facts.js';
import { whereOf } from './tests.js';

export function compileScoring({ scoring }: Document, context: Context): Scoring {
  const rules = (scoring?.rules ?? []).map((rule) => ruleOf(rule, context));
  const byEvent: { [event: string]: number[] } = {};
  const byAttribute: number[] = [];
  rules.forEach((rule, index) => {
    if (rule.on) (byEvent[rule.on.event] ??= []).push(index);
    else byAttribute.push(index);
  });
  const floor = scoring?.total?.floor ?? 0;
  return {
    floor: floor === 'none' ? null : floor,
    dimensions: Object.keys(scoring?.dimensions ?? {}).toSorted(),
    rules,
    byEvent,
    byAttribute,
  };
}

function ruleOf(rule: RuleDocument, context: Context): ScoringRule {
  const { id, dimension, points, event, where, when, times = 'each' } = rule;
  const common = { id, dimension, points, times: timesOf(times) };
  if (when) return { ...common, when: compileCondition(when, 'state', context) };
  return { ...common, on: { event: event ?? '', where: whereOf(where, context) } };
}

function timesOf(times: TimesDocument): ScoringRule['times'] {
  if (times === 'once-a-day') return { limit: 'once-per-day' };
  if (typeof times === 'string') return { limit: times };
  return 'once' in times
    ? { limit: 'once-per', property: times.once }
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
