import type { Problem } from './problem.js';

/** A playbook is tens of kilobytes. Whatever is beyond these bounds is a mistake or an attack, and refused quickly. */
const DEEPEST = 64;
const MOST_VALUES = 12_000;
const MOST_CHARACTERS = 1024 * 1024;

/** What is too much about a document, before anything looks at what it says. Level by level: no depth costs the stack. */
export function outOfBounds(document: unknown): Problem | undefined {
  let level: unknown[] = [document];
  let values = 0;
  let characters = 0;
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) return refusal('too-deep', `nested deeper than ${DEEPEST} levels`);
    const below: unknown[] = [];
    for (const value of level) {
      if (typeof value === 'string') characters += value.length;
      if (typeof value !== 'object' || value === null) continue;
      for (const [key, inside] of Object.entries(value)) {
        characters += Array.isArray(value) ? 0 : key.length;
        values++;
        below.push(inside);
      }
      if (values > MOST_VALUES) return refusal('too-large', `more than ${MOST_VALUES} values`);
    }
    if (characters > MOST_CHARACTERS) {
      return refusal('too-large', `more than ${MOST_CHARACTERS} characters`);
    }
    level = below;
  }
  return undefined;
}

function refusal(code: string, what: string): Problem {
  const hint = 'split it: what one lead follows fits into far less';
  return { code, pointer: '', message: `${what} in one playbook`, hint };
}
