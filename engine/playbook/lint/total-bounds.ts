import { passes } from '../../conditions/value-test.js';
import type { Json } from '../../json.js';
import { testsOf } from '../compile/tests.js';
import type { Test } from '../condition.js';
import type { AuthoredPlaybook, RuleDocument } from '../document.js';
import type { ConditionDocument } from '../schema/condition.js';
import type { JourneyDocument } from '../schema/journey.js';
import { valuesToTry, type Bounds } from './candidates.js';
import { graphOf, reachableFrom } from './graph.js';
import type { Scope } from './scope.js';

/**
 * The least and the most points a lead can have, at most: each rule as often as its `times` lets it, rules on the same
 * attribute as far as one value meets them together, and what steps give. What is hard to tell has no bound.
 */
export function totalBounds(playbook: AuthoredPlaybook, scope: Scope): Bounds {
  const { rules = [], dimensions = {}, total } = playbook.scoring ?? {};
  const bounded = Object.entries(dimensions).filter(
    ([, { min, max }]) => min !== undefined || max !== undefined,
  );
  const isFree = (dimension: string) => !bounded.some(([name]) => name === dimension);
  const { least, most } = together([
    dimensionBounds(playbook, rules, isFree, scope),
    ...bounded.map(([name, { min = -Infinity, max = Infinity }]) => {
      const own = dimensionBounds(playbook, rules, (one) => one === name, scope);
      const within = (points: number) => Math.min(max, Math.max(min, points));
      return { least: within(own.least), most: within(own.most) };
    }),
  ]);
  const lowest = (total?.floor ?? 0) === 'none' ? -Infinity : Number(total?.floor ?? 0);
  return { least: Math.max(lowest, least), most: Math.max(lowest, most) };
}

/** The points of some dimensions alone. */
function dimensionBounds(
  playbook: AuthoredPlaybook,
  rules: readonly RuleDocument[],
  isOf: (dimension: string) => boolean,
  scope: Scope,
): Bounds {
  const own = rules.filter(({ dimension }) => isOf(dimension));
  return together([
    ...own.filter(({ when }) => when === undefined).map(byEvent),
    ...groupsOf(own.filter(({ when }) => when !== undefined)).map((group) =>
      byAttribute(group, scope),
    ),
    ...Object.values(playbook.journeys ?? {}).flatMap((journey) => bySteps(journey, isOf)),
  ]);
}

function together(parts: readonly Bounds[]): Bounds {
  const sum = (side: keyof Bounds) => parts.reduce((total, part) => total + part[side], 0);
  return { least: sum('least'), most: sum('most') };
}

function byEvent(rule: RuleDocument): Bounds {
  return boundsOf(rule.points === 0 ? 0 : rule.points * mostTimes(rule));
}

function mostTimes({ times = 'each', where = {} }: RuleDocument): number {
  if (times === 'once') return 1;
  if (typeof times !== 'object') return Infinity;
  if ('most' in times) return times.most;
  // Once per value, and the filter lets one value through.
  return 'once' in times && typeof (where[times.once] ?? {}) !== 'object' ? 1 : Infinity;
}

function boundsOf(points: number): Bounds {
  return { least: Math.min(0, points), most: Math.max(0, points) };
}

/** Rules that look at one and the same attribute together, each other rule by itself. */
function groupsOf(rules: readonly RuleDocument[]): RuleDocument[][] {
  const groups = new Map<string, RuleDocument[]>();
  for (const rule of rules) {
    const attribute = rule.when && onlyAttribute(rule.when);
    const group = attribute === undefined ? `rule ${rule.id}` : `attribute ${attribute}`;
    groups.set(group, [...(groups.get(group) ?? []), rule]);
  }
  return [...groups.values()];
}

function onlyAttribute({ all, any, not, attr }: ConditionDocument): string | undefined {
  if (not) return onlyAttribute(not);
  const parts = all ?? any;
  if (parts === undefined) return attr;
  const [first, ...rest] = parts.map(onlyAttribute);
  return rest.every((name) => name === first) ? first : undefined;
}

function byAttribute(rules: readonly RuleDocument[], scope: Scope): Bounds {
  const [first] = rules;
  const attribute = first?.when && onlyAttribute(first.when);
  if (attribute === undefined) return sumOf(rules);
  const tests = rules.flatMap(({ when }) => (when ? testsIn(when, scope) : []));
  const totals = valuesToTry(tests, scope.attributes[attribute]).map((value) =>
    rules
      .filter(({ when }) => when !== undefined && meets(when, value, scope))
      .reduce((total, { points }) => total + points, 0),
  );
  return { least: Math.min(0, ...totals), most: Math.max(0, ...totals) };
}

function sumOf(rules: readonly RuleDocument[]): Bounds {
  return rules.reduce(
    ({ least, most }, { points }) => ({
      least: least + Math.min(0, points),
      most: most + Math.max(0, points),
    }),
    { least: 0, most: 0 },
  );
}

function meets(condition: ConditionDocument, value: Json | undefined, scope: Scope): boolean {
  const { all, any, not } = condition;
  if (not) return !meets(not, value, scope);
  if (all) return all.every((part) => meets(part, value, scope));
  if (any) return any.some((part) => meets(part, value, scope));
  return testsOf(condition, scope).every((test) => passes(test, value));
}

function testsIn(condition: ConditionDocument, scope: Scope): Test[] {
  const { all = [], any = [], not } = condition;
  const parts = [...all, ...any, ...(not ? [not] : [])];
  return [...testsOf(condition, scope), ...parts.flatMap((part) => testsIn(part, scope))];
}

/** What the `score` steps of a journey give: each once where the journey runs once and passes it once. */
function bySteps(journey: JourneyDocument, isOf: (dimension: string) => boolean): Bounds[] {
  const { steps, reentry = 'never', enter } = journey;
  if (!steps.some(({ score }) => score)) return [];
  const graph = graphOf(journey);
  const once = reentry === 'never' && enter.key === undefined;
  return steps.flatMap(({ score }, index) => {
    if (score === undefined || score.points === 0 || !isOf(score.dimension)) return [];
    const again = !once || reachableFrom(graph, index).has(index);
    return boundsOf(score.points * (again ? Infinity : 1));
  });
}
