import { compile } from '../../engine/playbook/compile.js';
import type { Document } from '../../engine/playbook/document.js';
import { hashOf } from '../../engine/playbook/hash.js';
import type { Playbook } from '../../engine/playbook/playbook.js';
import type { Inside } from '../../engine/versions/inside.js';
import type { Db } from '../database/database.js';
import { unprocessable } from '../http/problem.js';
import { insideProblems } from './check-inside.js';
import { type Effect, effectOf } from './effect.js';
import type { PlaybookLibrary } from './library.js';
import { type Publication, publishPlaybook, type Published } from './publish.js';
import { inhabitantsOf } from './standing.js';

export interface PublishingParts {
  db: Db;
  library: PlaybookLibrary;
}

/** Publishes with a word on the leads inside. Throws 422 where that word speaks of what is not there. */
export async function publishInside(
  { db, library }: PublishingParts,
  publication: Publication & { inside: Inside },
): Promise<Published & { inside: Effect }> {
  const { document, inside } = publication;
  await library.refresh();
  const { next, older } = besides(library, document);
  const problems = insideProblems(inside, next, older);
  if (problems.length > 0) throw unprocessable(problems);
  const effect = effectOf(await inhabitantsOf(db, next.name), next, inside);
  const published = await publishPlaybook(db, { ...publication, effect });
  await library.refresh();
  return { ...published, inside: effect };
}

/** The version a document would be, and the live ones before it; the same document again is the newest version. */
export function besides(
  library: PlaybookLibrary,
  document: Document,
): { next: Playbook; older: readonly Playbook[] } {
  const live = library.live().filter(({ name }) => name === document.playbook);
  const newest = live.at(-1);
  if (newest?.hash === hashOf(document)) return { next: newest, older: live.slice(0, -1) };
  return { next: compile(document, (newest?.version ?? 0) + 1), older: live };
}
