import type { Surroundings } from '../../engine/playbook/lint/surroundings.js';
import { type Problem, problemLine } from '../../engine/playbook/problem.js';
import { readYaml } from '../../engine/playbook/yaml-source.js';
import type { Db } from '../database/database.js';
import { type FieldProblem, notFound, unprocessable } from '../http/problem.js';
import { type Bundle, type BundleFiles, overlay, sourcePath } from './bundle/bundle.js';
import { type CheckedBundle, checkBundle } from './bundle/check-bundle.js';
import { storedBundle } from './bundle/stored-bundle.js';
import type { PlaybookBody } from './playbook-body.js';

/** A playbook as it is handed in, or an older version of it that is meant again. */
export interface GivenPlaybook extends PlaybookBody {
  version?: number | undefined;
}

export interface BundleFor {
  bundle: Bundle;
  warnings: Problem[];
  /** The older version it is again. */
  restores?: number;
}

/** The bundle somebody means. Throws 404 for a version that never was, 422 with everything wrong in what is handed in. */
export async function bundleFor(
  db: Db,
  name: string,
  { version, ...given }: GivenPlaybook,
  surroundings: Surroundings = {},
): Promise<BundleFor> {
  if (version === undefined)
    return soundBundle(await checkOver(db, name, given, undefined, surroundings), name);
  const bundle = await storedBundle(db, name, version);
  if (!bundle) throw notFound(`${name} has no version ${version}`);
  return { bundle, warnings: [], restores: version };
}

/**
 * Checks what is handed in, over the files of a version.
 * @param name of the playbook; else what the body says
 * @param base version whose files go on where none are given; else the newest
 */
export async function checkOver(
  db: Db,
  name: string | undefined,
  { files = {}, ...content }: PlaybookBody,
  base?: number,
  surroundings: Surroundings = {},
): Promise<CheckedBundle> {
  const known = name ?? nameIn(content);
  const before = known === undefined ? new Map() : await filesOf(db, known, base);
  const given = { ...content, files: overlay(before, files), file: 'yaml' };
  return checkBundle(given, surroundings);
}

/** The templates and lists of holidays of a version, the newest where none is given; none where there is none. */
async function filesOf(db: Db, name: string, version?: number): Promise<BundleFiles> {
  const stored = await storedBundle(db, name, version);
  const files = new Map(stored?.files);
  files.delete(sourcePath(name));
  return files;
}

/** The bundle, or 422 with everything that is wrong with it. */
export function soundBundle(checked: CheckedBundle, name: string): BundleFor {
  if (!checked.ok) throw unprocessable(checked.problems.map(fieldProblem));
  if (checked.bundle.document.playbook !== name) throw unprocessable([OTHER_NAME]);
  return { bundle: checked.bundle, warnings: checked.warnings };
}

const OTHER_NAME = {
  pointer: '/playbook',
  code: 'other-name',
  message: 'the document is called otherwise than the address says',
};

/** A problem as an answer tells it. */
export const fieldProblem = (problem: Problem): FieldProblem => ({
  pointer: problem.pointer,
  code: problem.code,
  message: problemLine({ ...problem, file: problem.file ?? 'yaml' }).trim(),
  ...(problem.hint === undefined ? {} : { hint: problem.hint }),
});

/** Which playbook a body speaks of, before anything else is known of it. */
function nameIn({ yaml, document }: PlaybookBody): string | undefined {
  const source = yaml === undefined ? { ok: true, value: document as unknown } : readYaml(yaml);
  const value = 'value' in source ? source.value : undefined;
  const name =
    typeof value === 'object' && value !== null && 'playbook' in value ? value.playbook : undefined;
  return typeof name === 'string' && name.length <= 64 ? name : undefined;
}
