import { z } from 'zod';
import type { HolidayCalendar } from './holidays.js';
import { pointerOf, type Path, type Problem } from './problem.js';
import { name } from './schema/values.js';
import { readYaml } from './yaml-source.js';

const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a date looks like 2026-10-01');
const dates = z.array(date).max(400);

/** `calendars/ID.yaml`: a list of holidays that playbooks include by its name. */
const holidayFile = z.strictObject({
  calendar: name,
  until: date,
  provisional: z.boolean().default(false),
  /** By the name of the holiday. */
  closed: z.record(z.string().max(100), dates),
  open: dates.default([]),
});

export type ParsedHolidays =
  | { ok: true; holidays: HolidayCalendar }
  | { ok: false; problems: Problem[] };

/** Reads a list of holidays; `id` is what its file is called, and must be its name. */
export function parseHolidays(id: string, yaml: string, file?: string): ParsedHolidays {
  const source = readYaml(yaml, file);
  if (!source.ok) return source;
  const place = (path: Path, code: string, message: string): Problem => ({
    code,
    pointer: pointerOf(path),
    message,
    ...source.locate(path),
    ...(file === undefined ? {} : { file }),
  });
  const parsed = holidayFile.safeParse(source.value);
  if (!parsed.success) {
    const problems = parsed.error.issues
      .slice(0, 20)
      .map((issue) =>
        place(issue.path.map(String), issue.code.replaceAll('_', '-'), issue.message),
      );
    return { ok: false, problems };
  }
  const { calendar, closed, ...rest } = parsed.data;
  if (calendar !== id) {
    const message = `this list is called ${calendar}, and its file ${id}.yaml`;
    return { ok: false, problems: [place(['calendar'], 'other-name', message)] };
  }
  return { ok: true, holidays: { ...rest, closed: Object.values(closed).flat() } };
}
