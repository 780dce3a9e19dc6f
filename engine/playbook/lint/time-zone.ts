import type { Path } from '../problem.js';
import { hintFor } from '../suggest.js';
import type { Report } from './report.js';

/** An IANA name that the runtime knows. */
export function lintTimeZone(zone: string, path: Path, report: Report): void {
  if (isTimeZone(zone)) return;
  const hint = () => hintFor(zone, Intl.supportedValuesOf('timeZone'));
  report.problem(path, 'unknown-time-zone', `unknown time zone \`${zone}\``, hint);
}

/** Asked of the formatter: the list of zones leaves out aliases such as Asia/Kolkata, and an error is its only answer. */
function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).format(0) !== '';
  } catch {
    return false;
  }
}
