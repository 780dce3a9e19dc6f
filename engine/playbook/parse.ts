import { documentOf } from './canonical-document.js';
import { playbookSchema, type AuthoredPlaybook, type Document } from './document.js';
import { SHIPPED_HOLIDAYS, type HolidayCalendars } from './holidays.js';
import { lint } from './lint/lint.js';
import type { Surroundings } from './lint/surroundings.js';
import { outOfBounds } from './bounds.js';
import { pointerOf, type Problem } from './problem.js';
import { findingsOf, type Finding } from './schema-problems.js';
import { readYaml, type YamlSource } from './yaml-source.js';

/**
 * `warnings` do not stop anything: they are for the person who wrote it. Beside problems stand those that can be told in
 * spite of them.
 */
export type Parsed =
  | { ok: true; document: Document; warnings: Problem[] }
  | { ok: false; problems: Problem[]; warnings: Problem[] };

const MOST_PROBLEMS = 100;
/** Beyond these nobody looks where in the text a mistake stands. */
const MOST_LOCATED = 1_000;

/**
 * Reads a playbook from YAML 1.2 text. All mistakes are reported at once, with line and column, up to 100: first those
 * of the YAML, else those of the schema, else those of the lint (names that do not exist, endless loops, ...).
 * `file` only goes into the problems. `holidays` is where `holidays: { include }` looks. With `surroundings` the lint
 * sees more: what time it is, which events come in.
 */
export function parsePlaybook(
  yaml: string,
  file?: string,
  holidays: HolidayCalendars = SHIPPED_HOLIDAYS,
  surroundings: Surroundings = {},
): Parsed {
  const source = readYaml(yaml, file);
  if (!source.ok) return { ...source, warnings: [] };
  const refused = outOfBounds(source.value);
  if (refused)
    return {
      ok: false,
      problems: [{ ...refused, ...(file === undefined ? {} : { file }), ...source.locate([]) }],
      warnings: [],
    };
  const checked = checkPlaybook(source.value, holidays, surroundings);
  const placed = (findings: readonly Finding[]) => inPlace(findings, source, file);
  const warnings = placed(checked.warnings);
  return checked.ok
    ? { ok: true, document: checked.document, warnings }
    : { ok: false, problems: placed(checked.problems), warnings };
}

/** The same for a playbook that came as JSON, without places in a text. */
export function parsePlaybookValue(
  value: unknown,
  holidays: HolidayCalendars = SHIPPED_HOLIDAYS,
  surroundings: Surroundings = {},
): Parsed {
  const refused = outOfBounds(value);
  if (refused) return { ok: false, problems: [refused], warnings: [] };
  const checked = checkPlaybook(value, holidays, surroundings);
  const warnings = told(checked.warnings);
  return checked.ok
    ? { ok: true, document: checked.document, warnings }
    : { ok: false, problems: told(checked.problems), warnings };
}

type Checked =
  | { ok: true; document: Document; warnings: Finding[] }
  | { ok: false; problems: Finding[]; warnings: Finding[] };

function checkPlaybook(
  value: unknown,
  holidays: HolidayCalendars,
  surroundings: Surroundings,
): Checked {
  const parsed = playbookSchema.safeParse(value, { reportInput: true });
  if (!parsed.success)
    return { ok: false, problems: findingsOf(parsed.error.issues), warnings: [] };
  const authored: AuthoredPlaybook = parsed.data;
  const { problems, warnings } = lint(authored, holidays, surroundings);
  if (problems.length > 0) return { ok: false, problems, warnings };
  return { ok: true, document: documentOf(authored, holidays), warnings };
}

/** Findings about a playbook that was parsed already, in its text where there is one. */
export function problemsOf(findings: readonly Finding[], yaml?: string, file?: string): Problem[] {
  const source = yaml === undefined ? undefined : readYaml(yaml, file);
  return source?.ok ? inPlace(findings, source, file) : told(findings);
}

const told = (findings: readonly Finding[]): Problem[] =>
  findings.slice(0, MOST_PROBLEMS).map(problemOf);

/** From top to bottom of the file. */
function inPlace(
  findings: readonly Finding[],
  source: YamlSource & { ok: true },
  file: string | undefined,
): Problem[] {
  const located = findings.slice(0, MOST_LOCATED).map((finding) => {
    return { finding, ...source.locate(finding.path, finding.at ?? 'value') };
  });
  return located
    .toSorted((a, b) => a.line - b.line || a.column - b.column)
    .slice(0, MOST_PROBLEMS)
    .map(({ finding, line, column }) => {
      const problem = { ...problemOf(finding), line, column };
      return file === undefined ? problem : { ...problem, file };
    });
}

function problemOf({ path, code, message, hint }: Finding): Problem {
  const problem = { code, pointer: pointerOf(path), message };
  const advice = typeof hint === 'function' ? hint() : hint;
  return advice === undefined ? problem : { ...problem, hint: advice };
}
