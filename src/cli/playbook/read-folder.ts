import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Surroundings } from '../../../engine/playbook/lint/surroundings.js';
import { type Problem, problemLine } from '../../../engine/playbook/problem.js';
import { BOUNDS, calendarId, templatePath } from '../../playbooks/bundle/bundle.js';
import { checkBundle, type GivenBundle } from '../../playbooks/bundle/check-bundle.js';
import { CommandFailed } from '../command-failed.js';

/** A playbook with its files, as they lie in a folder. */
export interface Folder extends GivenBundle {
  yaml: string;
  /** The YAML's own path. */
  file: string;
}

/**
 * Reads `DIR/NAME.yaml`, `DIR/templates/ID/LOCALE.mjml|txt|liquid` and `DIR/calendars/ID.yaml`. Given the YAML itself, its folder
 * is meant. Other files are nobody's business.
 */
export async function readFolder(path: string): Promise<Folder> {
  const about = await stat(path).catch(inWords);
  const file = about.isDirectory() ? await onlyPlaybook(path) : path;
  const folder = dirname(file);
  const paths = [...(await below(folder, 'templates')), ...(await below(folder, 'calendars'))];
  const files = new Map<string, string>();
  const room = { characters: BOUNDS.characters };
  for (const each of paths) files.set(each, await readText(join(folder, each), room));
  return { yaml: await readText(file, room), file, files };
}

/** The bundle a path holds, and what is worth a second look; every problem in it at once otherwise. */
export async function soundFolder(
  path: string,
  around: (folder: Folder) => Promise<Surroundings> = () => Promise.resolve({ now: Date.now() }),
) {
  const folder = await readFolder(path);
  const checked = await checkBundle(folder, await around(folder));
  if (checked.ok) return { ...checked, file: folder.file };
  const at = dirname(folder.file);
  const line = (problem: Problem) => {
    const isOwn = problem.file === undefined || problem.file === folder.file;
    return problemLine(isOwn ? problem : { ...problem, file: join(at, problem.file ?? '') });
  };
  const warnings = checked.warnings.map((warning) => `warning: ${line(warning)}`);
  throw new CommandFailed([...checked.problems.map(line), ...warnings].join('\n'));
}

/** The playbooks of a folder: the YAML files right in it. */
export async function playbooksIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(inWords);
  return entries
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map(({ name }) => join(folder, name))
    .toSorted();
}

async function onlyPlaybook(folder: string): Promise<string> {
  const files = await playbooksIn(folder);
  const [file] = files;
  if (file !== undefined && files.length === 1) return file;
  throw new CommandFailed(
    file === undefined
      ? `There is no playbook in ${folder}: it would be a file NAME.yaml`
      : `There are several playbooks in ${folder}; say which: ${files.join(', ')}`,
  );
}

async function below(folder: string, part: string): Promise<string[]> {
  const entries = await readdir(join(folder, part), { recursive: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw new CommandFailed(error.message);
    },
  );
  return entries
    .map((entry) => `${part}/${entry.replaceAll('\\', '/')}`)
    .filter((path) => calendarId(path) !== undefined || isTemplate(path))
    .toSorted();
}

const isTemplate = (path: string): boolean =>
  templatePath(path) !== undefined && /\.(mjml|txt|liquid)$/.test(path);

/** Sizes are asked for before anything is read: a file of gigabytes costs nothing. */
async function readText(path: string, room: { characters: number }): Promise<string> {
  room.characters -= (await stat(path).catch(inWords)).size;
  if (room.characters < 0)
    throw new CommandFailed(
      `${path}: all files are larger than ${BOUNDS.characters / 1024 / 1024} MB`,
    );
  return readFile(path, 'utf8').catch(inWords);
}

function inWords(error: Error): never {
  throw new CommandFailed(error.message);
}
