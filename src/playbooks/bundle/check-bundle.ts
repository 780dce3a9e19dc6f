import type { Document } from '../../../engine/playbook/document.js';
import { parseHolidays } from '../../../engine/playbook/holiday-file.js';
import { type HolidayCalendars, SHIPPED_HOLIDAYS } from '../../../engine/playbook/holidays.js';
import type { Surroundings } from '../../../engine/playbook/lint/surroundings.js';
import { lintTemplates } from '../../../engine/playbook/lint/templates.js';
import { holidaysNamed, templatesNamed } from '../../../engine/playbook/named-files.js';
import {
  parsePlaybook,
  parsePlaybookValue,
  type Parsed,
  problemsOf,
} from '../../../engine/playbook/parse.js';
import { pointerOf, type Problem } from '../../../engine/playbook/problem.js';
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
import { isStorable } from './storable.js';
import { templateFacts } from './template-facts.js';
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

interface Refused {
  ok: false;
  problems: Problem[];
  /** Those that could be told in spite of the problems. */
  warnings: Problem[];
}

export type CheckedBundle = { ok: true; bundle: Bundle; warnings: Problem[] } | Refused;

const MOST_PROBLEMS = 100;

/**
 * Everything that is wrong with a bundle: its lists of holidays first, else its playbook, else its templates, else both
 * together. What it names and does not bring along is that of the installation.
 */
export async function checkBundle(
  given: GivenBundle,
  surroundings: Surroundings = {},
): Promise<CheckedBundle> {
  const checked = checkDocument(given, surroundings);
  if (!checked.ok) return refused(checked.problems, checked.warnings);
  const { document, warnings } = checked;
  const files = await filesOf(given, document);
  const broken = await templateProblems(files);
  if (broken.length > 0) return refused(broken, warnings);
  const linted = await together(given, document, files);
  const all = [...warnings, ...linted.warnings];
  if (linted.problems.length > 0) return refused(linted.problems, all);
  return { ok: true, bundle: bundleOf(document, files), warnings: all };
}

/** The same without its templates: what decides about leads, and not what is said to them. */
export function checkDocument(given: GivenBundle, surroundings: Surroundings = {}): Parsed {
  const outside = [...outOfBounds(given), ...strangers(given.files)];
  if (outside.length > 0) return refused(outside);
  const { holidays, problems } = holidaysOf(given.files);
  if (problems.length > 0) return refused(problems);
  const parsed = parse(given, holidays, surroundings);
  // Escapes of YAML can write what its text does not show.
  return !parsed.ok || isStorable(parsed.document)
    ? parsed
    : refused([unstorable], parsed.warnings);
}

const refused = (problems: Problem[], warnings: Problem[] = []): Refused => ({
  ok: false,
  problems: problems.slice(0, MOST_PROBLEMS),
  warnings,
});

function outOfBounds({ yaml, files }: GivenBundle): Problem[] {
  const characters = [...files.values()].reduce((sum, text) => sum + text.length, 0);
  const large = (message: string) => [{ code: 'too-large', pointer: '', message }];
  if (files.size > BOUNDS.files) return large(`more than ${BOUNDS.files} files`);
  if (characters > BOUNDS.characters)
    return large(`the files are larger than ${BOUNDS.characters / 1024 / 1024} MB`);
  return isStorable([yaml, ...files.values()]) ? [] : [unstorable];
}

const unstorable: Problem = {
  code: 'not-storable',
  pointer: '',
  message: 'a text holds a NUL character or half of a surrogate pair',
};

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

function parse(
  { yaml, document, file }: GivenBundle,
  holidays: HolidayCalendars,
  surroundings: Surroundings,
): Parsed {
  return yaml === undefined
    ? parsePlaybookValue(document, holidays, surroundings)
    : parsePlaybook(yaml, file, holidays, surroundings);
}

/** A template is taken as a whole, with all its languages: the given one, else the shipped one. */
async function filesOf({ yaml, files }: GivenBundle, document: Document): Promise<BundleFiles> {
  const shipped = await shippedFiles();
  const given = new Set([...files.keys()].map(templateOf));
  const wanted = templatesNamed(document);
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

/** What the playbook and its templates do to each other. */
async function together(
  { yaml, file, files: given }: GivenBundle,
  document: Document,
  files: BundleFiles,
) {
  const paths = [...given.keys(), ...(await shippedFiles()).keys()];
  const known = new Set(paths.flatMap((path) => templateOf(path) ?? []));
  const { problems, warnings } = lintTemplates(document, await templateFacts(files), known);
  return {
    problems: problemsOf(problems, yaml, file),
    warnings: problemsOf(warnings, yaml, file),
  };
}
