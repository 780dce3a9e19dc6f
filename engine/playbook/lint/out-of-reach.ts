import type { AuthoredPlaybook } from '../document.js';
import type { Bounds } from './candidates.js';
import type { Report } from './report.js';

/** Tiers, marks and thresholds that no lead can reach, whatever it does. */
export function lintOutOfReach(playbook: AuthoredPlaybook, total: Bounds, report: Report): void {
  if ((playbook.scoring?.rules ?? []).length === 0) return;
  const promoted = new Set(
    Object.values(playbook.journeys ?? {}).flatMap(({ steps }) =>
      steps.flatMap(({ promote }) => promote?.tier ?? []),
    ),
  );
  for (const { id, index, first, last } of spans(playbook)) {
    if (promoted.has(id) || (first <= total.most && last >= total.least)) continue;
    const message = `no lead can reach tier \`${id}\`: ${spoken(total)}`;
    report.warn(['tiers', index, 'from'], 'out-of-reach', message, HINT);
  }
  for (const [mark, { scoreReached }] of Object.entries(playbook.marks ?? {})) {
    if (scoreReached <= total.most) continue;
    const message = `no lead can reach mark \`${mark}\`: ${spoken(total)}`;
    report.warn(['marks', mark, 'scoreReached'], 'out-of-reach', message, HINT);
  }
  for (const [id, { enter }] of Object.entries(playbook.journeys ?? {})) {
    (enter.any ?? [enter]).forEach(({ scoreReached = -Infinity }, index) => {
      if (scoreReached <= total.most) return;
      const at = ['journeys', id, 'enter', ...(enter.any ? ['any', index] : []), 'scoreReached'];
      const message = `no lead can reach score ${scoreReached}: ${spoken(total)}`;
      report.warn(at, 'out-of-reach', message, HINT);
    });
  }
}

const HINT = 'lower the threshold, or let a rule score more often (`times`)';

/** The whole numbers that lie in each tier, from the highest tier down. */
function spans({ tiers }: AuthoredPlaybook) {
  const sorted = tiers
    .map(({ id, from }, index) => ({ id, index, from }))
    .toSorted((a, b) => b.from - a.from);
  return sorted.map(({ id, index, from }, place) => {
    const above = sorted[place - 1];
    return {
      id,
      index,
      from,
      above,
      first: place === sorted.length - 1 ? -Infinity : Math.ceil(from),
      last: above === undefined ? Infinity : Math.ceil(above.from) - 1,
    };
  });
}

/** A tier begins where the next one below ends; one with no whole number in it is covered by the tier above. */
export function lintOverlaps(playbook: AuthoredPlaybook, report: Report): void {
  for (const { id, index, from, above, first, last } of spans(playbook)) {
    if (first <= last || above === undefined) continue;
    const path = ['tiers', index, 'from'];
    if (from === above.from) {
      report.problem(path, 'duplicate', `two tiers start at ${from}`);
      continue;
    }
    const message = `tiers \`${id}\` and \`${above.id}\` overlap: points are rounded down, and no whole number lies from ${from} to ${above.from}`;
    report.problem(path, 'overlap', message, 'let tiers start at different whole numbers');
  }
}

function spoken({ least, most }: Bounds): string {
  if (most === Infinity) return `its points never fall below ${least}`;
  return least === -Infinity
    ? `its points end at ${most}`
    : `its points go from ${least} to ${most}`;
}
