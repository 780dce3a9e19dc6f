import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { compile } from '../../../engine/playbook/compile.js';
import type { Playbook } from '../../../engine/playbook/playbook.js';
import { problemLine } from '../../../engine/playbook/problem.js';
import { checkDocument } from '../../playbooks/bundle/check-bundle.js';
import { CommandFailed } from '../command-failed.js';
import { readFolder } from '../playbook/read-folder.js';

/** A playbook that nobody has published yet: a YAML file or its folder, with the lists of holidays beside it. */
export async function readDraft(path: string): Promise<Playbook> {
  const folder = await readFolder(path);
  const parsed = checkDocument(folder);
  if (parsed.ok) return compile(parsed.document, 0);
  const lines = parsed.problems.map((problem) => {
    const { file = folder.file } = problem;
    return problemLine({
      ...problem,
      file: file === folder.file ? file : join(dirname(folder.file), file),
    });
  });
  throw new CommandFailed(lines.join('\n'));
}

/**
 * What a draft is held against, as a person names it: a published version of the draft's name, `live`, or a YAML file or
 * folder.
 */
export async function readBaseline(given: string, { name }: Playbook): Promise<Playbook> {
  const version = given === 'live' ? undefined : Number(given);
  if (Number.isNaN(version)) return readOther(given, name);
  const { withRecord } = await import('../record.js');
  const found = await withRecord(({ playbooks }) =>
    version === undefined
      ? Promise.resolve(playbooks.find(name))
      : playbooks.get(name, version).catch(() => undefined),
  );
  if (found === undefined) throw noVersion(name, given);
  return found;
}

async function readOther(given: string, name: string): Promise<Playbook> {
  const about = await stat(given).catch(() => undefined);
  if (about?.isDirectory() === true || /\.ya?ml$/i.test(given)) return readDraft(given);
  throw noVersion(name, given);
}

const noVersion = (name: string, given: string): CommandFailed =>
  new CommandFailed(
    `The playbook ${name} has no version "${given}": give a number, \`live\`, or a YAML file or folder`,
  );
