import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readYaml } from '../../../engine/playbook/yaml-source.js';
import { sourcePath } from '../../playbooks/bundle/bundle.js';
import { checkBundle } from '../../playbooks/bundle/check-bundle.js';
import { storedBundle, type StoredBundle } from '../../playbooks/bundle/stored-bundle.js';
import { yamlOf } from '../../playbooks/bundle/yaml-of.js';
import { CommandFailed } from '../command-failed.js';
import { type LeadRecord, withRecord } from '../record.js';
import { playbooksIn, readFolder } from './read-folder.js';

/** Writes the newest version of a playbook into a folder, so that publishing the folder again changes nothing. */
export async function pull(folder: string, options: { playbook?: string }): Promise<void> {
  await mkdir(folder, { recursive: true });
  const own = await ownPlaybook(folder);
  const name = options.playbook ?? own?.name;
  const bundle = await withRecord((record) => newest(record, name));
  const { playbook } = bundle.document;
  const file = own?.name === playbook ? own.file : join(folder, sourcePath(playbook));
  const files = await filesOf(bundle);
  for (const [path, text] of files) {
    const at = path === sourcePath(playbook) ? file : join(folder, path);
    await mkdir(dirname(at), { recursive: true });
    await writeFile(at, text);
  }
  const again = await checkBundle(await readFolder(file));
  if (!again.ok || again.bundle.hash !== bundle.hash)
    throw new CommandFailed(
      `${file} was written, and is not what ${playbook}@${bundle.version} says: other files in ${folder} are in its way, or this version was published in an older language. \`leadloom playbook plan ${file}\` shows how they differ`,
    );
  console.log(`${playbook}@${bundle.version}: ${files.size} files in ${folder}.`);
}

async function newest({ db, playbooks }: LeadRecord, name?: string): Promise<StoredBundle> {
  const wanted = name ?? playbooks.default().name;
  const bundle = await storedBundle(db, wanted);
  if (!bundle) throw new CommandFailed(`No playbook is called ${wanted}`);
  return bundle;
}

/** The playbook a folder holds already: it is what is pulled, and its file is where it goes. */
async function ownPlaybook(folder: string): Promise<{ file: string; name: string } | undefined> {
  const [file, ...others] = await playbooksIn(folder);
  if (file === undefined || others.length > 0) return undefined;
  const source = readYaml((await readFolder(file)).yaml);
  const value: unknown = source.ok ? source.value : undefined;
  const named = typeof value === 'object' && value !== null && 'playbook' in value;
  return named && typeof value.playbook === 'string' ? { file, name: value.playbook } : undefined;
}

/** The YAML as it was handed in, comments and all, where it still means the same; else one made from the document. */
async function filesOf({ document, files, hash }: StoredBundle): Promise<Map<string, string>> {
  const path = sourcePath(document.playbook);
  const yaml = files.get(path);
  const others = new Map([...files].filter(([each]) => each !== path));
  const checked = yaml === undefined ? undefined : await checkBundle({ yaml, files: others });
  const same = checked?.ok === true && checked.bundle.hash === hash;
  return new Map([...others, [path, same && yaml !== undefined ? yaml : yamlOf(document)]]);
}
