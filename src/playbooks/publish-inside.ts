import { compile } from '../../engine/playbook/compile.js';
import type { Playbook } from '../../engine/playbook/playbook.js';
import type { Inside } from '../../engine/versions/inside.js';
import type { Db } from '../database/database.js';
import { ProblemException, unprocessable } from '../http/problem.js';
import type { Bundle } from './bundle/bundle.js';
import { insideProblems } from './check-inside.js';
import { type Effect, effectOf } from './effect.js';
import { PINNED } from './inside-body.js';
import { choicesFor } from './inside-choices.js';
import { lockedInGit } from './git-lock.js';
import type { PlaybookLibrary } from './library.js';
import { type Publication, publishPlaybook, type Published, type Stated } from './publish.js';
import { inhabitantsOf } from './standing.js';

/** Others may publish while leads are counted; not every time. */
const MOST_TIMES = 5;

export interface PublishingParts {
  db: Db;
  library: PlaybookLibrary;
}

/** What was published; refusals are thrown. */
export type Done = Extract<Published, { outcome: 'published' | 'unchanged' }>;

type Counted = Publication & { stated: Stated };

/**
 * Publishes with a word on the leads inside, or without one. Throws 422 where that word speaks of what is not there, 409
 * where nothing was published.
 * @param publish writes it
 */
export async function publishInside(
  parts: PublishingParts,
  publication: Publication,
  publish: (counted: Counted) => Promise<Published> = (counted) =>
    publishPlaybook(parts.db, counted),
): Promise<Done & { inside: Effect }> {
  for (let times = 1; ; times++) {
    const stated = await statedFor(parts, publication);
    const published = await publish({ ...publication, stated });
    // Its effect was counted against a version that is not the newest any more.
    if (published.outcome === 'stale' && times < MOST_TIMES) continue;
    await parts.library.refresh();
    return { ...done(published), inside: stated.effect };
  }
}

/** How many leads are inside, and what becomes of them. Throws 422 where the word on them speaks of what is not there. */
async function statedFor(
  parts: PublishingParts,
  { bundle, inside: said }: Publication,
): Promise<Stated> {
  await parts.library.refresh();
  const { next, older, newest } = await besides(parts, bundle);
  const inside = said ?? (await chosenFor(parts.db, next)) ?? PINNED;
  const problems = said === undefined ? [] : insideProblems(said, next, older);
  if (problems.length > 0) throw unprocessable(problems);
  return { effect: effectOf(await inhabitantsOf(parts.db, next.name), next, inside), newest };
}

/** What stands for the leads inside where nothing is said: the last choice, if this version is published already. */
async function chosenFor(db: Db, { name, version }: Playbook): Promise<Inside | undefined> {
  return (await choicesFor(db, name, [version])).get(version)?.at(-1)?.inside;
}

/** The version a bundle would be, and the live ones before it; the same content again is the newest version. */
export async function besides(
  { db, library }: PublishingParts,
  { document, hash }: Bundle,
): Promise<{ next: Playbook; older: readonly Playbook[]; newest: number }> {
  const live = library.live().filter(({ name }) => name === document.playbook);
  const newest = live.at(-1);
  const known = newest && (await hashOf(db, newest));
  const version = newest?.version ?? 0;
  if (newest && known === hash) return { next: newest, older: live.slice(0, -1), newest: version };
  return { next: compile(document, version + 1), older: live, newest: version };
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
function done(published: Published): Done {
  switch (published.outcome) {
    case 'locked':
      throw lockedInGit(published.name, published.repo);
    case 'conflict':
    case 'stale':
      throw newerVersion(published.version);
    default:
      return published;
  }
}

const newerVersion = (version: number): ProblemException =>
  new ProblemException({
    status: 409,
    code: 'newer-version',
    message: `Version ${version} has been published meanwhile`,
  });
