/** A published list of holidays, as `playbooks/calendars/*.yaml` hold them. Local dates. */
export interface HolidayCalendar {
  /** Last day it speaks of. */
  until: string;
  /** Not published yet: statutory days only, without the days moved to make long holidays. */
  provisional: boolean;
  /** Days that are closed, weekends within a long holiday included. */
  closed: readonly string[];
  /** Weekend days that are worked in lieu. */
  open: readonly string[];
}

export interface HolidayCalendars {
  [id: string]: HolidayCalendar;
}

/** Notice of the General Office of the State Council of 2025-11-04 on the holidays of 2026. */
const cn2026: HolidayCalendar = {
  until: '2026-12-31',
  provisional: false,
  closed: [
    ...days('2026-01-01', '2026-01-03'),
    ...days('2026-02-15', '2026-02-23'),
    ...days('2026-04-04', '2026-04-06'),
    ...days('2026-05-01', '2026-05-05'),
    ...days('2026-06-19', '2026-06-21'),
    ...days('2026-09-25', '2026-09-27'),
    ...days('2026-10-01', '2026-10-07'),
  ],
  open: ['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'],
};

/**
 * The 13 days of the Regulation on Public Holidays (as amended 2024-11-10); the notice that moves working days for 2027
 * is not out: New Year, Spring Festival from its eve, Qingming, Labour Day, Dragon Boat, Mid-Autumn, National Day.
 */
const cn2027: HolidayCalendar = {
  until: '2027-12-31',
  provisional: true,
  closed: [
    ...days('2027-01-01', '2027-01-01'),
    ...days('2027-02-05', '2027-02-08'),
    ...days('2027-04-05', '2027-04-05'),
    ...days('2027-05-01', '2027-05-02'),
    ...days('2027-06-09', '2027-06-09'),
    ...days('2027-09-15', '2027-09-15'),
    ...days('2027-10-01', '2027-10-03'),
  ],
  open: [],
};

/** What `holidays: { include: ... }` finds when nothing else is handed in. */
export const SHIPPED_HOLIDAYS: HolidayCalendars = { 'cn-2026': cn2026, 'cn-2027': cn2027 };

function days(first: string, last: string): string[] {
  const dates: string[] = [];
  for (let at = Date.parse(first); at <= Date.parse(last); at += 86_400_000) {
    dates.push(new Date(at).toISOString().slice(0, 10));
  }
  return dates;
}
