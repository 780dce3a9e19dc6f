import type { Document } from '../../../engine/playbook/document.js';
import { parseHolidays } from '../../../engine/playbook/holiday-file.js';
import { type HolidayCalendars, SHIPPED_HOLIDAYS } from '../../../engine/playbook/holidays.js';
import { holidaysNamed, templatesNamed } from '../../../engine/playbook/named-files.js';
import { parsePlaybook, parsePlaybookValue, type Parsed } from '../../../engine/playbook/parse.js';
import { pointerOf, type Problem } from '../../../engine/playbook/problem.js';
import { readYaml } from '../../../engine/playbook/yaml-source.js';
import {
  BOUNDS,
  type Bundle,
  type BundleFiles,
  bundleOf,
  calendarId,
  calendarPath,
  sourcePath,
  templateOf,
} from './bundle.js';
import { shippedFiles } from './shipped-files.js';
import { templateProblems } from './template-problems.js';

/** A playbook as somebody hands it in, with the files that come with it. */
export interface GivenBundle {
  yaml?: string | undefined;
  /** Instead of YAML. */
  document?: unknown;
  files: BundleFiles;
  /** What the YAML is called in problems. */
  file?: string | undefined;
}

export type CheckedBundle =
  | { ok: true; bundle: Bundle; warnings: Problem[] }
  | { ok: false; problems: Problem[] };

const MOST_PROBLEMS = 100;

/**
 * Everything that is wrong with a bundle: its lists of holidays first, else its playbook, else its templates. What it
 * names and does not bring along is that of the installation.
 */
export async function checkBundle(given: GivenBundle): Promise<CheckedBundle> {
  const outside = [...outOfBounds(given.files), ...strangers(given.files)];
  if (outside.length > 0) return refused(outside);
  const { holidays, problems } = holidaysOf(given.files);
  if (problems.length > 0) return refused(problems);
  const parsed = parse(given, holidays);
  if (!parsed.ok) return parsed;
  const { document, warnings } = parsed;
  const files = await filesOf(given, document);
  const broken = [...missing(given, document, files), ...(await templateProblems(files))];
  if (broken.length > 0) return refused(broken);
  return { ok: true, bundle: bundleOf(document, files), warnings };
}

const refused = (problems: Problem[]): CheckedBundle => ({
  ok: false,
  problems: problems.slice(0, MOST_PROBLEMS),
});

function outOfBounds(files: BundleFiles): Problem[] {
  const characters = [...files.values()].reduce((sum, text) => sum + text.length, 0);
  const large = (message: string) => [{ code: 'too-large', pointer: '', message }];
  if (files.size > BOUNDS.files) return large(`more than ${BOUNDS.files} files`);
  if (characters <= BOUNDS.characters) return [];
  return large(`the files are larger than ${BOUNDS.characters / 1024 / 1024} MB`);
}

/** Files that are neither templates nor lists of holidays. */
function strangers(files: BundleFiles): Problem[] {
  return [...files.keys()].flatMap((file) =>
    templateOf(file) !== undefined || calendarId(file) !== undefined
      ? []
      : {
          code: 'unknown-file',
          pointer: pointerOf(['files', file.slice(0, 200)]),
          message: 'files are called templates/ID/LOCALE.mjml (.txt, .liquid) or calendars/ID.yaml',
        },
  );
}

function holidaysOf(files: BundleFiles): { holidays: HolidayCalendars; problems: Problem[] } {
  const holidays = { ...SHIPPED_HOLIDAYS };
  const problems: Problem[] = [];
  for (const [path, text] of files) {
    const id = calendarId(path);
    if (id === undefined) continue;
    const parsed = parseHolidays(id, text, path);
    if (parsed.ok) holidays[id] = parsed.holidays;
    else problems.push(...parsed.problems);
  }
  return { holidays, problems };
}

function parse({ yaml, document, file }: GivenBundle, holidays: HolidayCalendars): Parsed {
  return yaml === undefined
    ? parsePlaybookValue(document, holidays)
    : parsePlaybook(yaml, file, holidays);
}

/** A template is taken as a whole, with all its languages: the given one, else the shipped one. */
async function filesOf({ yaml, files }: GivenBundle, document: Document): Promise<BundleFiles> {
  const shipped = await shippedFiles();
  const given = new Set([...files.keys()].map(templateOf));
  const wanted = new Set(templatesNamed(document).map(({ id }) => id));
  const isWanted = (path: string) => wanted.has(templateOf(path) ?? '');
  const kept = new Map(yaml === undefined ? [] : [[sourcePath(document.playbook), yaml]]);
  for (const [path, text] of files) if (isWanted(path)) kept.set(path, text);
  for (const [path, text] of shipped)
    if (isWanted(path) && !given.has(templateOf(path))) kept.set(path, text);
  for (const path of holidaysNamed(document).map(calendarPath)) {
    const text = files.get(path) ?? shipped.get(path);
    if (text !== undefined) kept.set(path, text);
  }
  return kept;
}

/** Where a template is named that nobody has. */
function missing({ yaml, file }: GivenBundle, document: Document, files: BundleFiles): Problem[] {
  const there = new Set([...files.keys()].map(templateOf));
  const lost = templatesNamed(document).filter(({ id }) => !there.has(id));
  if (lost.length === 0) return [];
  const source = yaml === undefined ? undefined : readYaml(yaml);
  return lost.map(({ id, path }) => ({
    code: 'unknown-template',
    pointer: pointerOf(path),
    message: `there is no template \`${id}\``,
    hint: `write templates/${id}/${document.locale?.default ?? 'LOCALE'}.mjml or .txt`,
    ...(source?.ok ? source.locate(path) : {}),
    ...(file === undefined ? {} : { file }),
  }));
}
