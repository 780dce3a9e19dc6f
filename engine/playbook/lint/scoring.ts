import type { AuthoredPlaybook, RuleDocument } from '../document.js';
import type { Path } from '../problem.js';
import type { StreakDocument } from '../schema/scoring.js';
import { lintCondition } from './conditions.js';
import { lintEvent, lintProperty } from './events.js';
import type { Report } from './report.js';
import type { Scope } from './scope.js';
import { unique } from './unique.js';

export function lintScoring(playbook: AuthoredPlaybook, scope: Scope, report: Report): void {
  const { rules = [], dimensions = {} } = playbook.scoring ?? {};
  unique(rules, ['scoring', 'rules'], 'rules', report);
  rules.forEach((rule, index) => lintRule(rule, ['scoring', 'rules', index], scope, report));
  for (const [id, { min = -Infinity, max = Infinity }] of Object.entries(dimensions)) {
    if (min > max) {
      const message = `at least ${min} is more than at most ${max}`;
      report.problem(['scoring', 'dimensions', id, 'min'], 'impossible', message);
    }
  }
}

function lintRule(rule: RuleDocument, path: Path, scope: Scope, report: Report): void {
  const { event, where, when, streak, times } = rule;
  report.exactlyOne(rule, ['event', 'when', 'streak'], path, 'a rule');
  report.known('dimension', rule.dimension, scope.dimensions, [...path, 'dimension']);
  lintLasting(rule, path, report);
  if (when) lintCondition(when, [...path, 'when'], { scope, report });
  if (streak) lintStreak(streak, [...path, 'streak'], scope, report);
  if (event === undefined) return lintMisplaced(rule, path, report);
  lintEvent(event, where ?? {}, [...path, 'event'], scope, report);
  if (typeof times === 'object' && 'once' in times) {
    lintProperty(event, times.once, [...path, 'times', 'once'], scope, report);
  }
}

/** Rules on attributes hold while they are true: nothing of them is counted or lost in time. */
function lintMisplaced(rule: RuleDocument, path: Path, report: Report): void {
  const keys = rule.streak ? ['where'] : ['where', 'times', 'expires', 'decay'];
  for (const key of keys) {
    if (!(key in rule)) continue;
    const message = rule.streak
      ? `\`${key}\` belongs into the streak`
      : `\`${key}\` belongs to a rule with an event; one with "when" holds while it is true`;
    report.problem([...path, key], 'misplaced', message);
  }
}

function lintLasting({ points, expires, decay }: RuleDocument, path: Path, report: Report): void {
  if (decay === undefined) return;
  if (expires !== undefined)
    report.problem([...path, 'decay'], 'exactly-one', 'points either expire or decay');
  if (points < 0) {
    const message = 'points below zero do not decay: the score would rise by itself';
    report.problem([...path, 'decay'], 'misplaced', message, 'use expires');
  }
  if (/^0+[smhd]$/u.test(decay))
    report.problem([...path, 'decay'], 'impossible', 'a half-life of nothing leaves no points');
}

function lintStreak(
  { event, where, brokenBy }: StreakDocument,
  path: Path,
  scope: Scope,
  report: Report,
): void {
  lintEvent(event, where ?? {}, [...path, 'event'], scope, report);
  brokenBy.forEach((one, index) => {
    const at = [...path, 'brokenBy', index];
    if (typeof one === 'string') lintEvent(one, {}, at, scope, report);
    else lintEvent(one.event, one.where ?? {}, [...at, 'event'], scope, report);
  });
}

/** An event that only time can make, which nothing tells it to make. */
export function lintDerived(playbook: AuthoredPlaybook, report: Report): void {
  if (playbook.derivedEvents?.['message.ignored'] !== undefined) return;
  playbook.scoring?.rules.forEach(({ event, streak }, index) => {
    if ((event ?? streak?.event) !== 'message.ignored') return;
    report.warn(
      ['scoring', 'rules', index],
      'never-made',
      'message.ignored never happens: nothing says when a message counts as ignored',
      'add it to derivedEvents',
    );
  });
}
