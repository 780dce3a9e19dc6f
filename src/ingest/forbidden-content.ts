import type { FieldProblem } from '../http/problem.js';
import { findSensitiveNumber, type SensitiveNumber } from './sensitive-numbers.js';
import { shapeProblem } from './shape.js';

const WORDS: { [kind in SensitiveNumber]: string } = {
  'identity-card': 'holds an identity card number, which is not taken in',
  'bank-card': 'holds a bank card number, which is not taken in',
};

/** What must not come in whatever the field is called: impossible shapes, identity and bank cards. */
export function forbiddenContent(value: unknown, pointer = ''): FieldProblem | undefined {
  const shape = shapeProblem(value, pointer);
  if (shape) return shape;
  const found = findSensitiveNumber(value, pointer);
  if (!found) return undefined;
  const { kind, pointer: place } = found;
  return { pointer: place, code: kind, message: `${place} ${WORDS[kind]}` };
}
