import type { Calendar } from '../playbook/playbook.js';
import { instantOf } from './zone.js';

export const DAY = 86_400_000;
const MINUTE = 60_000;
const DAYS_KEPT = 4_096;

/** An open stretch in epoch ms: the start is in, the end is out. */
export interface OpenHours {
  from: number;
  to: number;
}

interface Plan {
  closed: Set<number>;
  open: Set<number>;
  days: Map<number, OpenHours[]>;
}

const NOTHING: OpenHours[] = [];
const MONDAY = 1;
const plans = new WeakMap<Calendar, Map<string, Plan>>();

/** The stretches that begin on a local day (number of days since 1970-01-01), in order. Kept per calendar and zone. */
export function openHoursOf(calendar: Calendar, zone: string, day: number): OpenHours[] {
  const plan = planOf(calendar, zone);
  const kept = plan.days.get(day);
  if (kept !== undefined) return kept;
  if (plan.days.size >= DAYS_KEPT) plan.days.clear();
  const hours = hoursOfDay(calendar, zone, plan, day);
  plan.days.set(day, hours);
  return hours;
}

function planOf(calendar: Calendar, zone: string): Plan {
  let byZone = plans.get(calendar);
  if (byZone === undefined) plans.set(calendar, (byZone = new Map()));
  let plan = byZone.get(zone);
  if (plan === undefined) {
    plan = {
      closed: dayNumbers(calendar.closed),
      open: dayNumbers(calendar.open),
      days: new Map(),
    };
    byZone.set(zone, plan);
  }
  return plan;
}

/** A make-up working day keeps Monday's hours: what an office does on a Saturday in lieu. A closed day wins over it. */
function hoursOfDay(calendar: Calendar, zone: string, plan: Plan, day: number): OpenHours[] {
  if (plan.closed.has(day)) return NOTHING;
  const weekday = plan.open.has(day) ? MONDAY : weekdayOf(day);
  const windows = calendar.week[weekday];
  if (windows === undefined || windows.length === 0) return NOTHING;
  const hours = windows.map(([start, end]) => {
    const until = end > start ? end : end + 24 * 60;
    return {
      from: instantOf(zone, day * DAY + start * MINUTE),
      to: instantOf(zone, day * DAY + until * MINUTE),
    };
  });
  return hours.filter(({ from, to }) => to > from).toSorted((a, b) => a.from - b.from);
}

/** 1970-01-01 was a Thursday. */
export function weekdayOf(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

function dayNumbers(dates: readonly string[]): Set<number> {
  return new Set(dates.map((date) => Math.floor(Date.parse(`${date}T00:00:00Z`) / DAY)));
}
