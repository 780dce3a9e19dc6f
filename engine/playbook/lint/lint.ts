import type { AuthoredPlaybook } from '../document.js';
import type { HolidayCalendars } from '../holidays.js';
import { lintJourneys } from './journeys.js';
import { Report } from './report.js';
import { scopeOf } from './scope.js';
import {
  lintCalendars,
  lintFacts,
  lintLevels,
  lintPolicies,
  lintSales,
  lintScoring,
} from './sections.js';

/**
 * What the schema cannot see: names that stand for nothing, two answers where one is asked, what can never hold, circles
 * without a wait. Templates are not looked up here: they live outside of the playbook.
 */
export function lint(playbook: AuthoredPlaybook, holidays: HolidayCalendars): Report {
  const report = new Report();
  const scope = scopeOf(playbook);
  lintCalendars(playbook, holidays, report);
  lintFacts(playbook, scope, report);
  lintScoring(playbook, scope, report);
  lintLevels(playbook, scope, report);
  lintPolicies(playbook.policies ?? {}, scope, report);
  lintJourneys(playbook, scope, report);
  lintSales(playbook, scope, report);
  return report;
}
