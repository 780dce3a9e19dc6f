import type { Path } from '../problem.js';
import type { Report } from './report.js';

export function unique(
  items: readonly { id: string }[],
  path: Path,
  what: string,
  report: Report,
): void {
  const seen = new Set<string>();
  items.forEach(({ id }, index) => {
    if (seen.has(id))
      report.problem([...path, index, 'id'], 'duplicate', `two ${what} are called \`${id}\``);
    seen.add(id);
  });
}
