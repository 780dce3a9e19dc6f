import type { Document } from '../../../engine/playbook/document.js';
import { hashOf } from '../../../engine/playbook/hash.js';
import { templateHash } from '../../delivery/templates/template-file.js';

/** path -> text: `NAME.yaml`, `templates/ID/LOCALE.mjml`, `calendars/ID.yaml`, as they lie in Git. */
export type BundleFiles = ReadonlyMap<string, string>;

/** A playbook with all that it means: what is published as one version. */
export interface Bundle {
  document: Document;
  /** The templates it names, the lists of holidays it includes, and the YAML it was written in. */
  files: BundleFiles;
  /** Of the content: how the YAML is laid out, and its comments, do not count. */
  hash: string;
}

const TEMPLATES = 'templates/';
const CALENDARS = 'calendars/';

export const BOUNDS = { files: 400, characters: 4 * 1024 * 1024 };

/** `ID/LOCALE.mjml` of a template's path; nothing for other files. */
export const templatePath = (path: string): string | undefined =>
  path.startsWith(TEMPLATES) ? path.slice(TEMPLATES.length) : undefined;

/** The id of a list of holidays; nothing for other files. */
export const calendarId = (path: string): string | undefined =>
  /^calendars\/([A-Za-z][\w-]{0,63})\.yaml$/.exec(path)?.[1];

export const calendarPath = (id: string): string => `${CALENDARS}${id}.yaml`;

export const sourcePath = (name: string): string => `${name}.yaml`;

/** Which template a path belongs to. */
export const templateOf = (path: string): string | undefined =>
  templatePath(path)?.split('/', 1)[0];

export function bundleOf(document: Document, files: BundleFiles): Bundle {
  return { document, files, hash: contentHash(document, files) };
}

/** Holidays are part of the document already: it holds the days that its lists closed. */
function contentHash(document: Document, files: BundleFiles): string {
  const templates = [...files].flatMap(([path, text]) => {
    const template = templatePath(path);
    return template === undefined ? [] : [[template, templateHash(text)] as const];
  });
  return hashOf({ document, templates: Object.fromEntries(templates) });
}

/** `base` with changes on top; `null` takes a file away. */
export function overlay(
  base: BundleFiles,
  changes: Readonly<Record<string, string | null>>,
): BundleFiles {
  const files = new Map(base);
  for (const [path, text] of Object.entries(changes)) {
    if (text === null) files.delete(path);
    else files.set(path, text);
  }
  return files;
}
