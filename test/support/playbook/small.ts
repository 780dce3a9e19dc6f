import { compile } from '../../../engine/playbook/compile.js';
import type { Document } from '../../../engine/playbook/document.js';
import { parsePlaybook } from '../../../engine/playbook/parse.js';
import type { Playbook } from '../../../engine/playbook/playbook.js';
import { problemLine, problemWords, type Problem } from '../../../engine/playbook/problem.js';

/** The least a playbook may say, five lines; a test adds the section it speaks of from line 6 on. */
const LEAST = `schema: 1
playbook: small
timeZone: Asia/Shanghai
tiers: [{ id: A, from: 20 }, { id: B, from: 10 }, { id: C, from: 0 }]
events: { asked: { about: string, times: integer }, paid: { orderId: string } }
`;

export const small = (sections = ''): string => LEAST + sections;

/** The document of a playbook without mistakes; the mistakes in the error otherwise. */
export function documentOf(yaml: string): Document {
  const parsed = parsePlaybook(yaml);
  if (parsed.ok) return parsed.document;
  throw new Error(parsed.problems.map(problemLine).join('\n'));
}

export function compiled(sections = ''): Playbook {
  return compile(documentOf(small(sections)), 1);
}

/** What is wrong with it: ``6:3 unknown-key unknown key `x`, did you mean `y`?``. */
export function complaints(yaml: string): string[] {
  const parsed = parsePlaybook(yaml);
  return parsed.ok ? [] : parsed.problems.map(said);
}

export function warnings(yaml: string): string[] {
  const parsed = parsePlaybook(yaml);
  return parsed.ok ? parsed.warnings.map(said) : complaints(yaml);
}

function said(problem: Problem): string {
  const { line, column, code } = problem;
  const place = line === undefined ? '' : `${line}:${column} `;
  return `${place}${code} ${problemWords(problem)}`;
}
