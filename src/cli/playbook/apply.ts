import { setTimeout as delay } from 'node:timers/promises';
import { problemLine } from '../../../engine/playbook/problem.js';
import { lockedInGit, type Source } from '../../playbooks/git-lock.js';
import { publishPlaybook } from '../../playbooks/publish.js';
import { surroundingsOf } from '../../playbooks/surroundings.js';
import { CommandFailed } from '../command-failed.js';
import { withRecord } from '../record.js';
import { soundFolder } from './read-folder.js';

/** Every process looks for new versions each second. */
const SEEN_EVERYWHERE = 2_000;

/** Says what is wrong with a playbook and its files, or that nothing is. */
export async function lint(path: string, options: { record?: true }): Promise<void> {
  const { bundle, warnings, file } = options.record
    ? await soundFolder(path, (folder) =>
        withRecord(({ db }) => surroundingsOf(db, Date.now(), folder)),
      )
    : await soundFolder(path);
  for (const warning of warnings) console.error(`warning: ${problemLine(warning)}`);
  console.log(`${file}: ${bundle.document.playbook} is well formed.`);
}

/** Publishes a folder as the next version of its playbook. */
export async function apply(path: string, options: { source?: string }): Promise<void> {
  const source = options.source === undefined ? undefined : sourceOf(options.source);
  const { bundle } = await soundFolder(path);
  const published = await withRecord(({ db }) =>
    publishPlaybook(db, { bundle, by: options.source ?? 'cli', source }),
  );
  const { outcome, name, version } = published;
  if (outcome === 'locked') throw new CommandFailed(lockedInGit(name, published.repo).message);
  if (outcome === 'published') await delay(SEEN_EVERYWHERE);
  console.log(`${name}@${version}: ${outcome}.`);
}

/** `https://example.com/marketing/playbooks.git@4f2a9c1` */
function sourceOf(text: string): Source {
  const at = text.lastIndexOf('@');
  const [repo, commit] = [text.slice(0, at), text.slice(at + 1)];
  const fits = at > 0 && commit !== '' && repo.length <= 300 && commit.length <= 100;
  if (!fits) throw new CommandFailed('--source is REPOSITORY@COMMIT');
  return { repo, commit };
}
