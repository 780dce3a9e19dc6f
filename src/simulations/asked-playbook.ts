import { compile } from '../../engine/playbook/compile.js';
import type { Document } from '../../engine/playbook/document.js';
import type { Playbook } from '../../engine/playbook/playbook.js';
import type { PlaybookLibrary } from '../playbooks/library.js';
import { again } from './again.js';

/** A playbook as it is kept with a question: a draft is nowhere else. */
export type AskedPlaybook = { document: Document } | { name: string; version: number };

/** A draft is version 0: nobody has published it. */
export async function loadAsked(
  asked: AskedPlaybook,
  library: Pick<PlaybookLibrary, 'get'>,
): Promise<Playbook> {
  if ('document' in asked) return compile(asked.document, 0);
  const { name, version } = asked;
  return again(() => library.get(name, version));
}
