import type { Path } from '../problem.js';
import {
  COMPANIONS,
  CONDITION_HEADS,
  TESTS,
  type ConditionDocument,
  type ConditionHead,
  type CountDocument,
  type EngagementDocument,
  type RankedDocument,
  type TestsDocument,
} from '../schema/condition.js';
import { hintFor } from '../suggest.js';
import { lintAttributeValues, lintEvent, lintWhere } from './events.js';
import type { Report } from './report.js';
import type { Scope } from './scope.js';

/** Where a condition stands, which decides what it may ask. */
export interface Place {
  scope: Scope;
  report: Report;
  /** The journey's own steps by id, with what each does, where the condition stands inside of one. */
  steps?: ReadonlyMap<string, string>;
  /** The journey around it. */
  journey?: string;
  /** Inside `enter.where`, where `event: {...}` tests the entry event named here; `unknown` if it is not one event. */
  entry?: string;
}

/** A condition has one head, and beside it only what belongs to that head; every name it uses exists. */
export function lintCondition(condition: ConditionDocument, path: Path, place: Place): void {
  const head = place.report.exactlyOne(condition, CONDITION_HEADS, path, 'a condition');
  if (head === undefined) return;
  lintCompanions(condition, head, path, place.report);
  CHECKS[head](condition, [...path, head], place);
}

type Check = (condition: ConditionDocument, path: Path, place: Place) => void;

const several =
  (head: 'all' | 'any'): Check =>
  (condition, path, place) =>
    condition[head]?.forEach((part, index) => lintCondition(part, [...path, index], place));

const ranked =
  (head: 'tier' | 'tierBefore' | 'stage'): Check =>
  (condition, path, { scope, report }) => {
    const [kind, names] = head === 'stage' ? ['stage', scope.stages] : ['tier', scope.tiers];
    for (const [name, at] of namesOf(condition[head] ?? []))
      report.known(kind, name, names, [...path, ...at]);
  };

const engagement =
  (head: 'clicked' | 'opened' | 'replied'): Check =>
  (condition, path, place) =>
    lintEngagement(condition[head] ?? 'any', path, place);

const CHECKS: { [head in ConditionHead]: Check } = {
  all: several('all'),
  any: several('any'),
  not: (condition, path, place) => condition.not && lintCondition(condition.not, path, place),
  attr: lintAttribute,
  tag: () => undefined,
  tier: ranked('tier'),
  tierBefore: ranked('tierBefore'),
  stage: ranked('stage'),
  score: (condition, path, place) => lintTests(condition.score ?? {}, path, place),
  consent: ({ consent }, path, { scope, report }) => {
    if (consent?.purpose !== undefined)
      lintPurpose(consent.purpose, [...path, 'purpose'], scope, report);
  },
  reach: () => undefined,
  enrolled: lintEnrolled,
  ticket: ({ ticket }, path, { scope, report }) => {
    if (typeof ticket === 'object')
      report.known('queue', ticket.queue, scope.queues, [...path, 'queue']);
  },
  feedback: ({ feedback = [] }, path, { scope, report }) => {
    for (const [name, at] of namesOf(feedback))
      report.known('feedback', name, scope.feedback, [...path, ...at]);
  },
  event: lintEventCondition,
  clicked: engagement('clicked'),
  opened: engagement('opened'),
  replied: engagement('replied'),
  count: ({ count }, path, place) => count && lintCount(count, path, place),
  orders: ({ orders = {} }, path, { report }) => {
    const tested = Object.values(orders).some((test) => Object.keys(test).length > 0);
    if (!tested) report.problem(path, 'no-test', '"orders" needs a test', 'e.g. kept: { gte: 1 }');
  },
  order: () => undefined,
  streak: ({ streak = '' }, path, { scope, report }) =>
    void report.known('streak', streak, scope.streaks, path),
};

function lintCompanions(condition: object, head: ConditionHead, path: Path, report: Report): void {
  const allowed = COMPANIONS[head] ?? [];
  for (const key of Object.keys(condition)) {
    if (key !== head && !allowed.includes(key)) {
      report.problem([...path, key], 'misplaced', `\`${key}\` does not belong beside \`${head}\``);
    }
  }
  const tested = Object.keys(condition).some((key) => (TESTS as string[]).includes(key));
  if ((head === 'attr' || head === 'count') && !tested) {
    report.problem(path, 'no-test', `\`${head}\` needs a test`, `one of ${TESTS.join(', ')}`);
  }
}

function lintAttribute(condition: ConditionDocument, path: Path, place: Place): void {
  const { attr = '', ...rest } = condition;
  const at = path.slice(0, -1);
  if (!place.report.known('attribute', attr, Object.keys(place.scope.attributes), path)) return;
  lintTests(rest, at, place);
  lintAttributeValues(place.scope.attributes[attr], rest, at, place);
}

function lintTests(tests: TestsDocument, path: Path, { scope, report }: Place): void {
  for (const key of ['in', 'notIn'] as const) {
    const values = tests[key];
    if (values && 'list' in values)
      report.known('list', values.list, Object.keys(scope.lists), [...path, key, 'list']);
  }
}

/** Consent that nobody is ever asked for: neither given nor withdrawn. */
export function lintPurpose(purpose: string, path: Path, scope: Scope, report: Report): void {
  if (scope.purposes.includes(purpose)) return;
  const message = `no form asks for consent to "${purpose}"`;
  report.warn(path, 'unasked-purpose', message, hintFor(purpose, scope.purposes));
}

function lintEnrolled({ enrolled }: ConditionDocument, path: Path, { scope, report }: Place): void {
  if (typeof enrolled === 'string') report.known('journey', enrolled, scope.journeys, path);
  else if (enrolled && 'journey' in enrolled)
    report.known('journey', enrolled.journey, scope.journeys, [...path, 'journey']);
  else if (enrolled) report.known('group', enrolled.group, scope.groups, [...path, 'group']);
}

function lintEventCondition(condition: ConditionDocument, path: Path, place: Place): void {
  const { event, where = {} } = condition;
  const { scope, report, entry } = place;
  if (typeof event === 'string') return lintEvent(event, where, path, scope, report);
  if (entry === undefined) {
    const message = 'tests on the entry event stand only in the `where` of an `enter`';
    return report.problem(path, 'misplaced', message, 'event: NAME with where: {...}');
  }
  lintWhere(entry, event ?? {}, path, scope, report);
}

/** `step` speaks of this journey's own mail, so it needs a journey around it. */
export function lintEngagement(asked: EngagementDocument, path: Path, place: Place): void {
  if (asked === 'any') return;
  const { step, template, link } = asked;
  const { steps, report, scope } = place;
  if (link !== undefined) report.known('link', link, scope.links, [...path, 'link']);
  if (step === undefined) return;
  if (template !== undefined)
    report.problem(path, 'exactly-one', 'say either the step or the template');
  if (steps === undefined)
    report.problem([...path, 'step'], 'misplaced', '`step` is known only inside a journey');
  else if (
    report.known('step', step, steps.keys(), [...path, 'step']) &&
    steps.get(step) !== 'send'
  ) {
    report.problem([...path, 'step'], 'not-a-send', `step \`${step}\` sends nothing`);
  }
}

function lintCount(count: CountDocument, path: Path, { scope, report }: Place): void {
  lintEvent(count.event, count.where ?? {}, [...path, 'event'], scope, report);
}

/** The names in a test on something ranked, each with its place. */
function namesOf(value: RankedDocument): [string, Path][] {
  if (typeof value === 'string') return [[value, []]];
  if (Array.isArray(value)) return value.map((name, index) => [name, [index]]);
  return Object.entries(value as { [key: string]: string | string[] }).flatMap(([key, names]) =>
    namesOf(names).map(([name, at]): [string, Path] => [name, [key, ...at]]),
  );
}
