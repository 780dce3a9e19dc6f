import type { Document } from '../../engine/playbook/document.js';
import type { Db } from '../database/database.js';
import { ProblemException } from '../http/problem.js';
import type { Source } from './git-source.js';

interface Lockable {
  document: object;
  source: Source | null;
}

/**
 * Whether a playbook is changed through Git alone (`lock: git`), and from where its newest version came. It is the
 * newest version that locks; only Git can open the lock again, by publishing one without the key.
 */
export function lockedBy(
  newest: Lockable | undefined,
  next?: Pick<Document, 'lock'>,
): { repo?: string } | undefined {
  const isLocked = next?.lock === 'git' || isGit(newest?.document);
  if (!isLocked) return undefined;
  const repo = newest?.source?.repo;
  return repo === undefined ? {} : { repo };
}

const isGit = (document: object | undefined): boolean =>
  document !== undefined && 'lock' in document && document.lock === 'git';

/** 409 for whoever would change such a playbook by hand. */
export function lockedInGit(name: string, repo: string | undefined): ProblemException {
  const where = repo === undefined ? 'Git' : `Git, at ${repo}`;
  return new ProblemException({
    status: 409,
    code: 'locked-in-git',
    message: `${name} is kept in ${where} (lock: git): change it there and publish it with \`leadloom playbook apply DIR --source REPO@COMMIT\``,
  });
}

/** Throws 409 where the newest version says that Git alone may change its playbook. */
export async function refuseLocked(db: Db, name: string): Promise<void> {
  const newest = await db
    .selectFrom('playbook_version')
    .select(['document', 'source'])
    .where('name', '=', name)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  const lock = lockedBy(newest);
  if (lock) throw lockedInGit(name, lock.repo);
}
