import { compile } from '../../engine/playbook/compile.js';
import type { Document } from '../../engine/playbook/document.js';
import { parsePlaybook, parsePlaybookValue } from '../../engine/playbook/parse.js';
import type { Playbook } from '../../engine/playbook/playbook.js';
import { problemLine } from '../../engine/playbook/problem.js';
import { notFound, unprocessable } from '../http/problem.js';
import type { PlaybookLibrary } from '../playbooks/library.js';
import type { GivenPlaybook } from './simulation-body.js';

/** A playbook as it is kept with a question: a draft is nowhere else. */
export type AskedPlaybook = { document: Document } | { name: string; version: number };

/** Checks what was given. Throws 422 with everything that is wrong in a draft, 404 for a version nobody published. */
export async function askedPlaybook(
  given: GivenPlaybook,
  member: 'playbook' | 'baseline',
  library: PlaybookLibrary,
): Promise<AskedPlaybook> {
  if ('name' in given) {
    const { name, version = library.find(name)?.version } = given;
    if (version === undefined) throw notFound(`No playbook is called ${name}`);
    await library.get(name, version).catch(() => {
      throw notFound(`The playbook ${name} has no version ${version}`);
    });
    return { name, version };
  }
  const parsed = 'yaml' in given ? parsePlaybook(given.yaml) : parsePlaybookValue(given.document);
  if (parsed.ok) return { document: parsed.document };
  throw unprocessable(
    parsed.problems.map((problem) => ({
      pointer: `/${member}${problem.pointer}`,
      code: problem.code,
      message: problemLine({ ...problem, file: problem.file ?? 'yaml' }),
    })),
  );
}

/** A draft is version 0: nobody has published it. */
export async function loadAsked(asked: AskedPlaybook, library: PlaybookLibrary): Promise<Playbook> {
  if ('document' in asked) return compile(asked.document, 0);
  return library.get(asked.name, asked.version);
}
