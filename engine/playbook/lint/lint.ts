import type { AuthoredPlaybook } from '../document.js';
import type { HolidayCalendars } from '../holidays.js';
import { lintDeadConditions } from './dead-conditions.js';
import { lintEnrolCircles } from './enrol-circles.js';
import { lintEntryValues } from './entry-values.js';
import { lintHolidaysEnd, lintUnseen } from './in-time.js';
import { lintJourneys } from './journeys.js';
import type { World } from './never.js';
import { lintOutOfReach, lintOverlaps } from './out-of-reach.js';
import { lintOwnCaps } from './own-caps.js';
import { lintReach } from './reach.js';
import { Report } from './report.js';
import { lintDerived, lintScoring } from './scoring.js';
import { scopeOf, type Scope } from './scope.js';
import {
  lintCalendars,
  lintCoupons,
  lintFacts,
  lintLevels,
  lintPolicies,
  lintSales,
} from './sections.js';
import { lintSensitive } from './sensitive.js';
import type { Surroundings } from './surroundings.js';
import { totalBounds } from './total-bounds.js';
import { lintTwiceSent } from './twice-sent.js';

/**
 * What the schema cannot see: names that stand for nothing, two answers where one is asked, circles without a wait; and
 * where every name is right, what can never work or is hardly meant.
 */
export function lint(
  playbook: AuthoredPlaybook,
  holidays: HolidayCalendars,
  surroundings: Surroundings = {},
): Report {
  const report = new Report();
  const scope = scopeOf(playbook);
  lintCalendars(playbook, holidays, report);
  lintFacts(playbook, scope, report);
  lintScoring(playbook, scope, report);
  lintDerived(playbook, report);
  lintLevels(playbook, scope, report);
  lintPolicies(playbook.policies ?? {}, scope, report);
  lintJourneys(playbook, scope, report);
  lintSales(playbook, scope, report);
  lintCoupons(playbook, report);
  if (report.problems.length === 0) lintSense(playbook, worldOf(playbook, scope), report);
  const { now, eventsSeen } = surroundings;
  if (now !== undefined) lintHolidaysEnd(playbook, holidays, now, report);
  if (eventsSeen !== undefined) lintUnseen(playbook, eventsSeen, report);
  return report;
}

/** What is well formed and still makes no sense. */
function lintSense(playbook: AuthoredPlaybook, world: World, report: Report): void {
  lintOverlaps(playbook, report);
  lintOutOfReach(playbook, world.total, report);
  lintDeadConditions(playbook, world, report);
  lintEntryValues(playbook, report);
  lintEnrolCircles(playbook, report);
  lintOwnCaps(playbook, report);
  lintReach(playbook, report);
  lintTwiceSent(playbook, world, report);
  lintSensitive(playbook, report);
}

function worldOf(playbook: AuthoredPlaybook, scope: Scope): World {
  const steps = Object.values(playbook.journeys ?? {}).flatMap((journey) => journey.steps);
  const pieces = Object.values(playbook.pools ?? {}).flatMap((pool) => pool.pieces);
  const rules = playbook.scoring?.rules ?? [];
  return {
    scope,
    order: {
      tier: playbook.tiers.toSorted((a, b) => a.from - b.from).map(({ id }) => id),
      stage: scope.stages,
    },
    total: rules.length === 0 ? { least: -Infinity, most: Infinity } : totalBounds(playbook, scope),
    sent: new Set(
      [
        ...steps.flatMap(({ send, notify }) => [send?.template, notify?.template]),
        ...pieces,
      ].filter((id) => id !== undefined),
    ),
    staffed: new Set(steps.flatMap(({ assign }) => assign?.queue ?? [])),
  };
}
