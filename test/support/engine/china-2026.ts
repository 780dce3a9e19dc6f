import type { Calendar } from '../../../engine/playbook/playbook.js';

const HOUR = 60;

/** Working days 09:00-18:00 as the State Council's General Office set 2026 (notice of 2025-11-04). */
export const working: Calendar = {
  name: 'working',
  always: false,
  timeZone: 'Asia/Shanghai',
  week: Object.fromEntries([1, 2, 3, 4, 5].map((weekday) => [weekday, [[9 * HOUR, 18 * HOUR]]])),
  closed: [
    ...days('2026-01-01', 3),
    ...days('2026-02-15', 9),
    ...days('2026-04-04', 3),
    ...days('2026-05-01', 5),
    ...days('2026-06-19', 3),
    ...days('2026-09-25', 3),
    ...days('2026-10-01', 7),
  ],
  open: ['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'],
  spread: 15 * 60_000,
};

export const anytime: Calendar = {
  name: 'anytime',
  always: true,
  timeZone: 'Asia/Shanghai',
  week: {},
  closed: [],
  open: [],
  spread: 0,
};

/** Epoch ms of a wall-clock time in Shanghai (UTC+8, no summer time since 1991): `2026-11-27 17:58`. */
export function shanghai(time: string): number {
  const [date = '', clock = '00:00'] = time.split(' ');
  return Date.parse(`${date}T${clock.length === 5 ? `${clock}:00` : clock}+08:00`);
}

/** The reverse of `shanghai`, to the second; readable in a failing test. */
export function inShanghai(time: number): string {
  return new Date(time + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}

function days(first: string, count: number): string[] {
  const start = Date.parse(`${first}T00:00:00Z`);
  return Array.from({ length: count }, (_, index) =>
    new Date(start + index * 86_400_000).toISOString().slice(0, 10),
  );
}
