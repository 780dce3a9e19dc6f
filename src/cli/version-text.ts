import type { Effect } from '../playbooks/effect.js';
import type { VersionView } from '../playbooks/versions.js';

/** The stated effect of a publication, a line for each journey with somebody inside. */
export function effectText({ journeys }: Effect): string[] {
  return Object.entries(journeys).map(([journey, { inside, pinned, moved, leaving }]) => {
    const fates = [
      [pinned, 'finish on their version'],
      [moved, 'come along'],
      [leaving, 'leave'],
    ] as const;
    const told = fates.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
    return `  ${journey}: ${inside} inside, ${told.join(', ')}`;
  });
}

/** `4 live      2026-11-25T16:00:00.000Z by cli, 120 follow it; the content of version 2 again`. */
export function versionLine(version: VersionView): string {
  const { status, publishedAt, publishedBy, source, followers, restores, job } = version;
  const again = restores === null ? '' : `; the content of version ${restores} again`;
  const moving = job === null ? '' : `; job ${job.status}, ${job.appended} leads told`;
  const from = source === null ? '' : ` from ${source.repo}@${source.commit}`;
  const number = String(version.version).padStart(3);
  return `${number} ${status.padEnd(7)} ${publishedAt} by ${publishedBy}${from}, ${followers} follow it${again}${moving}`;
}
