import type { AuthoredPlaybook } from '../document.js';
import { entryProperty } from '../placeholders.js';
import type { Path } from '../problem.js';
import type { ConditionDocument, WhereDocument } from '../schema/condition.js';
import { conditionPlaces, type ConditionPlace } from './places.js';
import type { Report } from './report.js';

/**
 * `'{{ entry.x }}'` compares an event that is just coming in with the one that began the run: in exits, goals, waits and
 * the guard of an `enter`. What has been counted by then knows of no run, and a rule is of no journey: there the words
 * would be compared as they stand, and never match.
 */
export function lintEntryValues(playbook: AuthoredPlaybook, report: Report): void {
  for (const place of conditionPlaces(playbook)) {
    look(place.condition, place.path, knowsRun(place), report);
  }
  (playbook.scoring?.rules ?? []).forEach(({ where, streak }, index) => {
    const path = ['scoring', 'rules', index];
    refuse(where, [...path, 'where'], report);
    refuse(streak?.where, [...path, 'streak', 'where'], report);
    streak?.brokenBy.forEach((one, at) => {
      if (typeof one === 'object')
        refuse(one.where, [...path, 'streak', 'brokenBy', at, 'where'], report);
    });
  });
}

const knowsRun = ({ journey, looksAt, path }: ConditionPlace): boolean =>
  journey !== undefined && (looksAt === 'news' || path.at(-1) === 'where');

function look(condition: ConditionDocument, path: Path, inRun: boolean, report: Report): void {
  const { all, any, not, count, where } = condition;
  for (const [head, parts = []] of Object.entries({ all, any })) {
    parts.forEach((part, index) => look(part, [...path, head, index], inRun, report));
  }
  if (not) look(not, [...path, 'not'], inRun, report);
  refuse(count?.where, [...path, 'count', 'where'], report);
  if (!inRun) refuse(where, [...path, 'where'], report);
}

function refuse(where: WhereDocument = {}, path: Path, report: Report): void {
  for (const [property, test] of Object.entries(where)) {
    const values = typeof test === 'object' ? [test.eq] : [test];
    if (!values.some((one) => typeof one === 'string' && entryProperty(one) !== undefined))
      continue;
    report.problem(
      [...path, property],
      'no-entry',
      `what began a run is not known here: this never matches`,
      'wait for the event, or test it in exit or goal',
    );
  }
}
