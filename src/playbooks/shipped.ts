import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { problemLine } from '../../engine/playbook/problem.js';
import { projectRoot } from '../config/project-root.js';
import type { Db } from '../database/database.js';
import { checkBundle } from './bundle/check-bundle.js';
import { publishPlaybook, type Published } from './publish.js';

const SHIPPED = join(projectRoot, 'playbooks/lead-to-conversion.yaml');

/** Gives an installation without any playbook the shipped one, so that the first lead has somewhere to go. */
export async function publishShipped(db: Db): Promise<Published | undefined> {
  const any = await db.selectFrom('playbook_version').select('name').limit(1).executeTakeFirst();
  if (any) return undefined;
  return publishFile(db, SHIPPED, 'installation');
}

/** Publishes a YAML file with the templates of the installation. Throws with every problem in it, by line. */
export async function publishFile(db: Db, path: string, by: string): Promise<Published> {
  const yaml = await readFile(path, 'utf8');
  const checked = await checkBundle({ yaml, file: path, files: new Map() });
  if (!checked.ok) throw new Error(checked.problems.map(problemLine).join('\n'));
  return publishPlaybook(db, { bundle: checked.bundle, by });
}
