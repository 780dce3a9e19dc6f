import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../../config/project-root.js';
import type { BundleFiles } from './bundle.js';

/** The templates and lists of holidays of the installation: what a playbook names and does not bring along itself. */
export function shippedFiles(): Promise<BundleFiles> {
  // They change with the installation alone.
  return (files ??= read(join(projectRoot, 'playbooks')));
}

let files: Promise<BundleFiles> | undefined;

async function read(folder: string): Promise<BundleFiles> {
  const lists = ['templates', 'calendars'].map(async (part) => {
    const entries = await readdir(join(folder, part), { recursive: true });
    return entries.map((entry) => `${part}/${entry.replaceAll('\\', '/')}`);
  });
  const paths = (await Promise.all(lists))
    .flat()
    .filter((path) => /\.(mjml|txt|liquid|yaml)$/.test(path));
  const texts = await Promise.all(
    paths.map(async (path) => [path, await readFile(join(folder, path), 'utf8')] as const),
  );
  return new Map(texts);
}
