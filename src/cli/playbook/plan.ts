import type { Bundle, BundleFiles } from '../../playbooks/bundle/bundle.js';
import { type Change, differences } from '../../playbooks/bundle/difference.js';
import { lineDifference } from '../../playbooks/bundle/line-difference.js';
import { type StoredBundle, storedBundle } from '../../playbooks/bundle/stored-bundle.js';
import { withRecord } from '../record.js';
import { soundFolder } from './read-folder.js';

/** Exit code where publishing would change something. */
const CHANGES = 2;
/** Unchanged lines shown around a change. */
const AROUND = 2;

/** Shows what publishing a folder would change, section by section. */
export async function plan(path: string): Promise<void> {
  const { before, after } = await both(path);
  console.log(planText(before, after));
  if (before?.hash !== after.hash) process.exitCode = CHANGES;
}

/** The same, with the changed lines of every template. */
export async function diff(path: string): Promise<void> {
  const { before, after } = await both(path);
  const texts = differences(before, after)
    .filter(({ section }) => section === 'templates')
    .map(({ where }) => textDifference(`templates/${where}`, before?.files, after.files));
  console.log([planText(before, after), ...texts].join('\n\n'));
  if (before?.hash !== after.hash) process.exitCode = CHANGES;
}

async function both(path: string) {
  const { bundle: after } = await soundFolder(path);
  const before = await withRecord(({ db }) => storedBundle(db, after.document.playbook));
  return { before, after };
}

export function planText(before: StoredBundle | undefined, after: Bundle): string {
  const name = after.document.playbook;
  const changes = differences(before, after);
  if (changes.length === 0) return `${name}@${before?.version ?? 0}: no changes.`;
  const sections = [...new Set(changes.map(({ section }) => section))];
  return [
    before ? `${name}@${before.version} -> @${before.version + 1}` : `${name} is new`,
    ...sections.flatMap((section) => [
      section,
      ...changes.filter((change) => change.section === section).map(line),
    ]),
    `${changes.length} ${changes.length === 1 ? 'change' : 'changes'}.`,
    `Compared with ${before ? `version ${before.version}` : 'nothing'}; to publish only if that is still so: apply --expect ${before?.version ?? 0}`,
  ].join('\n');
}

const line = ({ sign, where, what }: Change): string =>
  `  ${sign} ${where === '' ? what : `${where}: ${what}`}`;

function textDifference(path: string, was: BundleFiles | undefined, is: BundleFiles): string {
  const lines = lineDifference(was?.get(path) ?? '', is.get(path) ?? '');
  const shown = lines.filter((_, at) =>
    lines.slice(Math.max(0, at - AROUND), at + AROUND + 1).some(({ sign }) => sign !== ' '),
  );
  return [path, ...shown.map(({ sign, text }) => `${sign} ${text}`)].join('\n');
}
