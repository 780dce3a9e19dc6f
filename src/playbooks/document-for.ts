import type { Document } from '../../engine/playbook/document.js';
import { type Problem, problemLine } from '../../engine/playbook/problem.js';
import type { Db } from '../database/database.js';
import { type FieldProblem, notFound, unprocessable } from '../http/problem.js';
import { parseBody } from './playbook-body.js';

/** A playbook as it is handed in, or an older version of it that is meant again. */
export interface GivenPlaybook {
  yaml?: string | undefined;
  document?: object | undefined;
  version?: number | undefined;
}

export interface DocumentFor {
  document: Document;
  warnings: Problem[];
  /** The older version it is again. */
  restores?: number;
}

/** The document somebody means. Throws 404 for a version that never was, 422 with everything wrong in what is handed in. */
export async function documentFor(
  db: Db,
  name: string,
  { version, ...given }: GivenPlaybook,
): Promise<DocumentFor> {
  if (version !== undefined) return restored(db, name, version);
  const parsed = parseBody(given);
  if (!parsed.ok) throw unprocessable(parsed.problems.map(fieldProblem));
  if (parsed.document.playbook !== name) throw unprocessable([OTHER_NAME]);
  return { document: parsed.document, warnings: parsed.warnings };
}

async function restored(db: Db, name: string, version: number): Promise<DocumentFor> {
  const found = await db
    .selectFrom('playbook_version')
    .select('document')
    .where('name', '=', name)
    .where('version', '=', version)
    .executeTakeFirst();
  if (!found) throw notFound(`${name} has no version ${version}`);
  return { document: found.document as unknown as Document, warnings: [], restores: version };
}

const OTHER_NAME = {
  pointer: '/playbook',
  code: 'other-name',
  message: 'the document is called otherwise than the address says',
};

const fieldProblem = (problem: Problem): FieldProblem => ({
  pointer: problem.pointer,
  code: problem.code,
  message: problemLine({ ...problem, file: problem.file ?? 'yaml' }),
  ...(problem.hint === undefined ? {} : { hint: problem.hint }),
});
