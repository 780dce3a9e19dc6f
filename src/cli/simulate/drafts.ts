import { readFile } from 'node:fs/promises';

import { compile } from '../../../engine/playbook/compile.js';
import { parsePlaybook } from '../../../engine/playbook/parse.js';
import type { Playbook } from '../../../engine/playbook/playbook.js';
import { problemLine } from '../../../engine/playbook/problem.js';
import { CommandFailed } from '../command-failed.js';

/** A playbook that nobody has published yet. */
export async function readDraft(file: string): Promise<Playbook> {
  const parsed = parsePlaybook(await readFile(file, 'utf8'), file);
  if (!parsed.ok) throw new CommandFailed(parsed.problems.map(problemLine).join('\n'));
  return compile(parsed.document, 0);
}

/** What a draft is held against, as a person names it: a YAML file, a published version of the draft's name, or `live`. */
export async function readBaseline(given: string, { name }: Playbook): Promise<Playbook> {
  if (/\.ya?ml$/i.test(given)) return readDraft(given);
  const version = given === 'live' ? undefined : Number(given);
  if (Number.isNaN(version)) throw noVersion(name, given);
  const { withRecord } = await import('../record.js');
  const found = await withRecord(({ playbooks }) =>
    version === undefined
      ? Promise.resolve(playbooks.find(name))
      : playbooks.get(name, version).catch(() => undefined),
  );
  if (found === undefined) throw noVersion(name, given);
  return found;
}

const noVersion = (name: string, given: string): CommandFailed =>
  new CommandFailed(
    `The playbook ${name} has no version "${given}": give a number, \`live\`, or a YAML file`,
  );
