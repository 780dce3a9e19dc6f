import { compile } from '../../engine/playbook/compile.js';
import type { Playbook } from '../../engine/playbook/playbook.js';
import type { Inside } from '../../engine/versions/inside.js';
import type { Db } from '../database/database.js';
import { ProblemException, unprocessable } from '../http/problem.js';
import type { Bundle } from './bundle/bundle.js';
import { insideProblems } from './check-inside.js';
import { type Effect, effectOf } from './effect.js';
import { lockedInGit } from './git-lock.js';
import type { PlaybookLibrary } from './library.js';
import { type Publication, publishPlaybook, type Published } from './publish.js';
import { inhabitantsOf } from './standing.js';

export interface PublishingParts {
  db: Db;
  library: PlaybookLibrary;
}

/** What was published; refusals are thrown. */
export type Done = Extract<Published, { outcome: 'published' | 'unchanged' }>;

/** Publishes with a word on the leads inside. Throws 422 where that word speaks of what is not there. */
export async function publishInside(
  parts: PublishingParts,
  publication: Publication & { inside: Inside },
): Promise<Done & { inside: Effect }> {
  const effect = await effectFor(parts, publication.bundle, publication.inside);
  const published = await publishPlaybook(parts.db, { ...publication, effect });
  await parts.library.refresh();
  return { ...done(published), inside: effect };
}

/** How many leads are inside, and what becomes of them. Throws 422 where the word on them speaks of what is not there. */
export async function effectFor(
  parts: PublishingParts,
  bundle: Bundle,
  inside: Inside,
): Promise<Effect> {
  await parts.library.refresh();
  const { next, older } = await besides(parts, bundle);
  const problems = insideProblems(inside, next, older);
  if (problems.length > 0) throw unprocessable(problems);
  return effectOf(await inhabitantsOf(parts.db, next.name), next, inside);
}

/** The version a bundle would be, and the live ones before it; the same content again is the newest version. */
export async function besides(
  { db, library }: PublishingParts,
  { document, hash }: Bundle,
): Promise<{ next: Playbook; older: readonly Playbook[] }> {
  const live = library.live().filter(({ name }) => name === document.playbook);
  const newest = live.at(-1);
  const known = newest && (await hashOf(db, newest));
  if (newest && known === hash) return { next: newest, older: live.slice(0, -1) };
  return { next: compile(document, (newest?.version ?? 0) + 1), older: live };
}

async function hashOf(db: Db, { name, version }: Playbook): Promise<string | undefined> {
  const row = await db
    .selectFrom('playbook_version')
    .select('hash')
    .where('name', '=', name)
    .where('version', '=', version)
    .executeTakeFirst();
  return row?.hash;
}

/** Throws 409 where nothing was published. */
export function done(published: Published): Done {
  if (published.outcome === 'locked') throw lockedInGit(published.name, published.repo);
  if (published.outcome === 'conflict') throw newerVersion(published.version);
  return published;
}

const newerVersion = (version: number): ProblemException =>
  new ProblemException({
    status: 409,
    code: 'newer-version',
    message: `Version ${version} has been published meanwhile`,
  });
