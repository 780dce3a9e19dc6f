import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

import type { Document } from '../../engine/playbook/document.js';
import { parsePlaybook } from '../../engine/playbook/parse.js';
import { problemLine } from '../../engine/playbook/problem.js';
import { publishPlaybook } from '../playbooks/publish.js';
import { CommandFailed } from './command-failed.js';
import { withRecord } from './record.js';

/** Every process looks for new versions each second. */
const SEEN_EVERYWHERE = 2_000;

/** Says what is wrong with a file, or that nothing is. */
export async function lint(file: string): Promise<void> {
  const { playbook } = await read(file);
  console.log(`${file}: ${playbook} is well formed.`);
}

/** Publishes a file as the next version of its playbook. */
export async function apply(file: string): Promise<void> {
  const document = await read(file);
  const published = await withRecord(({ db }) => publishPlaybook(db, { document, by: 'cli' }));
  const { outcome, name, version } = published;
  if (outcome === 'published') await delay(SEEN_EVERYWHERE);
  console.log(`${name}@${version}: ${outcome}.`);
}

/** The document of a file. Fails with everything that is wrong in it, by line. */
export async function read(file: string): Promise<Document> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new CommandFailed(error.message);
  });
  const parsed = parsePlaybook(text, file);
  if (parsed.ok) return parsed.document;
  throw new CommandFailed(parsed.problems.map(problemLine).join('\n'));
}
