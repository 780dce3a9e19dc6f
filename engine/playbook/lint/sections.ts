import type { AuthoredPlaybook, PoliciesDocument } from '../document.js';
import { own } from '../../json.js';
import type { Path } from '../problem.js';
import type { HolidayCalendars } from '../holidays.js';
import { lintCondition } from './conditions.js';
import { lintEvent, lintProperty } from './events.js';
import { unique } from './unique.js';
import type { Report } from './report.js';
import type { Scope } from './scope.js';
import { lintTimeZone } from './time-zone.js';

export function lintFacts(playbook: AuthoredPlaybook, scope: Scope, report: Report): void {
  const attributes = Object.keys(scope.attributes);
  for (const [id, form] of Object.entries(playbook.forms ?? {})) {
    for (const key of ['required', 'optional'] as const) {
      form[key]?.forEach((field, index) =>
        report.known('attribute', field, attributes, ['forms', id, key, index]),
      );
    }
  }
  for (const [id, { derive, remember }] of Object.entries(scope.attributes)) {
    const path = ['attributes', id];
    if (derive && report.known('attribute', derive.from, attributes, [...path, 'derive', 'from']))
      lintSource(id, derive.from, scope, [...path, 'derive', 'from'], report);
    if (remember === undefined) continue;
    lintEvent(remember.event, {}, [...path, 'remember', 'event'], scope, report);
    lintProperty(
      remember.event,
      remember.property,
      [...path, 'remember', 'property'],
      scope,
      report,
    );
  }
  for (const [id, { emits }] of Object.entries(playbook.links ?? {})) {
    if (emits === undefined) continue;
    const path = ['links', id, 'emits'];
    lintEvent(emits.event, {}, [...path, 'event'], scope, report);
    for (const property of Object.keys(emits.properties ?? {})) {
      lintProperty(emits.event, property, [...path, 'properties', property], scope, report, 'key');
    }
  }
}

/** What is derived needs a source that is made of something else, and whose value a lead's state holds. */
function lintSource(id: string, from: string, scope: Scope, path: Path, report: Report): void {
  if (own(scope.attributes, from)?.personal === true) {
    const message = `\`${from}\` is personal: of such values it is only known that they are there`;
    report.problem(path, 'personal-source', message, 'derive from one that is not personal');
  }
  const way = [id];
  for (let next: string | undefined = from; next !== undefined && !way.includes(next);) {
    way.push(next);
    next = own(scope.attributes, next)?.derive?.from;
    if (next !== id) continue;
    const message = `attributes that derive from each other: ${[...way, id].join(' from ')}`;
    report.problem(path, 'circle', message);
  }
}

export function lintLevels(playbook: AuthoredPlaybook, scope: Scope, report: Report): void {
  unique(playbook.tiers, ['tiers'], 'tiers', report);
  const stages = Object.entries(playbook.stages ?? {});
  stages.forEach(([id, { when }], index) => {
    if (when !== 'captured') lintCondition(when, ['stages', id, 'when'], { scope, report });
    if ((when === 'captured') !== (index === 0)) {
      report.problem(
        ['stages', id, 'when'],
        'stage-order',
        'the first stage, and only that, is `when: captured`',
      );
    }
  });
}

export function lintCalendars(
  playbook: AuthoredPlaybook,
  holidays: HolidayCalendars,
  report: Report,
): void {
  lintTimeZone(playbook.timeZone, ['timeZone'], report);
  for (const [id, calendar] of Object.entries(playbook.calendars ?? {})) {
    if ('always' in calendar) continue;
    const path = ['calendars', id];
    const { timeZone } = calendar;
    if (timeZone !== undefined && timeZone !== 'lead')
      lintTimeZone(timeZone, [...path, 'timeZone'], report);
    if (!Object.values(calendar.week).some((hours) => hours.length > 0)) {
      report.problem([...path, 'week'], 'never-open', 'this calendar is never open');
    }
    const includes = calendar.holidays?.include ?? [];
    for (const [index, include] of [includes].flat().entries()) {
      const at = [...path, 'holidays', 'include', ...(Array.isArray(includes) ? [index] : [])];
      if (!report.known('holidays', include, Object.keys(holidays), at)) continue;
      const message = `${include} is not published yet: it holds the statutory days only`;
      if (holidays[include]?.provisional) report.warn(at, 'provisional-holidays', message);
    }
  }
}

export function lintPolicies(policies: PoliciesDocument, scope: Scope, report: Report): void {
  for (const [category, window] of Object.entries(policies.window ?? {})) {
    report.known('calendar', window, scope.calendars, ['policies', 'window', category]);
  }
  const caps = policies.caps ?? [];
  unique(caps, ['policies', 'caps'], 'caps', report);
  caps.forEach((cap, index) => {
    if (cap.while)
      lintCondition(cap.while, ['policies', 'caps', index, 'while'], { scope, report });
  });
}

export function lintSales(playbook: AuthoredPlaybook, scope: Scope, report: Report): void {
  for (const [id, sla] of Object.entries(playbook.sales?.sla ?? {})) {
    const path = ['sales', 'sla', id];
    if (sla.calendar !== undefined)
      report.known('calendar', sla.calendar, scope.calendars, [...path, 'calendar']);
    else if (sla.clock !== 'wall')
      report.known('calendar', 'working', scope.calendars, [...path, 'clock']);
  }
}

/** Codes come from one place: a pool that somebody loads, or they are made. */
export function lintCoupons({ coupons = {} }: AuthoredPlaybook, report: Report): void {
  for (const [id, coupon] of Object.entries(coupons)) {
    report.exactlyOne(coupon, ['pool', 'generate'], ['coupons', id], 'a coupon');
  }
}
