import type { Db } from '../database/database.js';
import { notFound, unprocessable } from '../http/problem.js';
import { checkOver, fieldProblem } from '../playbooks/bundle-for.js';
import type { PlaybookLibrary } from '../playbooks/library.js';
import type { AskedPlaybook } from './asked-playbook.js';
import type { GivenPlaybook } from './simulation-body.js';

/**
 * Checks what was given. A draft is checked with its files, over those of the newest version, as it would be for
 * publishing. Throws 422 with everything that is wrong in it, 404 for a version nobody published.
 */
export async function checkAsked(
  given: GivenPlaybook,
  member: 'playbook' | 'baseline',
  { db, library }: { db: Db; library: PlaybookLibrary },
): Promise<AskedPlaybook> {
  if ('name' in given) return published(given, library);
  const checked = await checkOver(db, undefined, given);
  if (checked.ok) return { document: checked.bundle.document };
  throw unprocessable(
    checked.problems.map(fieldProblem).map((problem) => {
      return { ...problem, pointer: `/${member}${problem.pointer}` };
    }),
  );
}

async function published(
  { name, version }: { name: string; version?: number | undefined },
  library: PlaybookLibrary,
): Promise<AskedPlaybook> {
  const found = version ?? library.find(name)?.version;
  if (found === undefined) throw notFound(`No playbook is called ${name}`);
  await library.get(name, found).catch(() => {
    throw notFound(`The playbook ${name} has no version ${found}`);
  });
  return { name, version: found };
}
