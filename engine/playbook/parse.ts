import { documentOf } from './canonical-document.js';
import { playbookSchema, type AuthoredPlaybook, type Document } from './document.js';
import { SHIPPED_HOLIDAYS, type HolidayCalendars } from './holidays.js';
import { lint } from './lint/lint.js';
import { pointerOf, type Problem } from './problem.js';
import { findingsOf, type Finding } from './schema-problems.js';
import { readYaml, type YamlSource } from './yaml-source.js';

/** `warnings` do not stop anything: they are for the person who wrote it. */
export type Parsed =
  | { ok: true; document: Document; warnings: Problem[] }
  | { ok: false; problems: Problem[] };

const MOST_PROBLEMS = 100;
const DEEPEST = 64;

/**
 * Reads a playbook from YAML 1.2 text. All mistakes are reported at once, with line and column, up to 100: first those
 * of the YAML, else those of the schema, else those of the lint (names that do not exist, endless loops, ...).
 * `file` only goes into the problems. `holidays` is where `holidays: { include }` looks.
 */
export function parsePlaybook(
  yaml: string,
  file?: string,
  holidays: HolidayCalendars = SHIPPED_HOLIDAYS,
): Parsed {
  const source = readYaml(yaml, file);
  if (!source.ok) return source;
  const checked = checkPlaybook(source.value, holidays);
  const place = (finding: Finding) => placed(finding, source, file);
  return checked.ok
    ? { ok: true, document: checked.document, warnings: checked.warnings.map(place) }
    : {
        ok: false,
        problems: checked.problems.map(place).toSorted(byPlace).slice(0, MOST_PROBLEMS),
      };
}

function byPlace(a: Problem, b: Problem): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}

/** The same for a playbook that came as JSON, without places in a text. */
export function parsePlaybookValue(
  value: unknown,
  holidays: HolidayCalendars = SHIPPED_HOLIDAYS,
): Parsed {
  if (deeperThan(DEEPEST, value)) {
    const message = `nested deeper than ${DEEPEST} levels`;
    return { ok: false, problems: [{ code: 'too-deep', pointer: '', message }] };
  }
  const checked = checkPlaybook(value, holidays);
  return checked.ok
    ? { ok: true, document: checked.document, warnings: checked.warnings.map(problemOf) }
    : { ok: false, problems: checked.problems.slice(0, MOST_PROBLEMS).map(problemOf) };
}

type Checked =
  | { ok: true; document: Document; warnings: Finding[] }
  | { ok: false; problems: Finding[] };

function checkPlaybook(value: unknown, holidays: HolidayCalendars): Checked {
  const parsed = playbookSchema.safeParse(value, { reportInput: true });
  if (!parsed.success) return { ok: false, problems: findingsOf(parsed.error.issues) };
  const authored: AuthoredPlaybook = parsed.data;
  const { problems, warnings } = lint(authored, holidays);
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, document: documentOf(authored, holidays), warnings };
}

/** Level by level, so that no depth costs the stack. */
function deeperThan(levels: number, value: unknown): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > levels) return true;
    level = level.flatMap((item) =>
      typeof item === 'object' && item !== null ? Object.values(item) : [],
    );
  }
  return false;
}

function placed(finding: Finding, source: YamlSource & { ok: true }, file?: string): Problem {
  const position = source.locate(finding.path, finding.at ?? 'value');
  const problem = { ...problemOf(finding), ...position };
  return file === undefined ? problem : { ...problem, file };
}

function problemOf({ path, code, message, hint }: Finding): Problem {
  const problem = { code, pointer: pointerOf(path), message };
  return hint === undefined ? problem : { ...problem, hint };
}
