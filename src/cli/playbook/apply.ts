import { setTimeout as delay } from 'node:timers/promises';
import { type Problem, problemLine } from '../../../engine/playbook/problem.js';
import type { Db } from '../../database/database.js';
import { lockedInGit } from '../../playbooks/git-lock.js';
import { parseSource, type Source } from '../../playbooks/git-source.js';
import { publishPlaybook } from '../../playbooks/publish.js';
import { surroundingsOf } from '../../playbooks/surroundings.js';
import { CommandFailed } from '../command-failed.js';
import { withRecord } from '../record.js';
import { whoRuns } from '../who.js';
import { type Folder, soundFolder } from './read-folder.js';

/** Every process looks for new versions each second. */
const SEEN_EVERYWHERE = 2_000;

/** Says what is wrong with a playbook and its files, or that nothing is. */
export async function lint(path: string, options: { record?: true }): Promise<void> {
  const { bundle, warnings, file } = options.record
    ? await soundFolder(path, (folder) => withRecord(({ db }) => inRecord(db, folder)))
    : await soundFolder(path);
  warn(warnings);
  console.log(`${file}: ${bundle.document.playbook} is well formed.`);
}

export interface ApplyOptions {
  source?: string;
  /** The version it was planned against. */
  expect?: string;
}

/** Publishes a folder as the next version of its playbook. */
export async function apply(path: string, options: ApplyOptions): Promise<void> {
  const source = options.source === undefined ? undefined : sourceOf(options.source);
  const expectedVersion = options.expect === undefined ? undefined : expectedOf(options.expect);
  const published = await withRecord(async ({ db }) => {
    const { bundle, warnings } = await soundFolder(path, (folder) => inRecord(db, folder));
    warn(warnings);
    return publishPlaybook(db, { bundle, by: whoRuns(), source, expectedVersion });
  });
  const { outcome, name, version } = published;
  if (outcome === 'locked') throw new CommandFailed(lockedInGit(name, published.repo).message);
  if (outcome === 'conflict' || outcome === 'stale')
    throw new CommandFailed(
      `${name}@${version} is the newest: somebody has published since. Nothing was changed; look again with \`leadloom playbook plan ${path}\``,
    );
  if (outcome === 'published') await delay(SEEN_EVERYWHERE);
  console.log(`${name}@${version}: ${outcome}.`);
}

const inRecord = (db: Db, folder: Folder) => surroundingsOf(db, Date.now(), folder);

function warn(warnings: readonly Problem[]): void {
  for (const warning of warnings) console.error(`warning: ${problemLine(warning)}`);
}

function sourceOf(text: string): Source {
  const source = parseSource(text);
  if (source !== undefined) return source;
  throw new CommandFailed('--source is REPOSITORY@COMMIT, a commit being 7 to 64 hex digits');
}

function expectedOf(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new CommandFailed('--expect is the number of a version, 0 for none');
}
