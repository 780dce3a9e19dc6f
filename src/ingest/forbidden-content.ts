import { pointerOf } from '../../engine/playbook/problem.js';
import type { FieldProblem } from '../http/problem.js';
import { isDeclaredId, sensitiveNumberIn, type SensitiveNumber } from './sensitive-numbers.js';

/** Bounds of anything taken in: an event of a real client stays far below. */
const SHAPE = { depth: 12, entries: 1_000, key: 200 } as const;

const WORDS = {
  'identity-card': 'holds an identity card number, which is not taken in',
  'bank-card': 'holds a bank card number, which is not taken in',
  'nul-byte': 'must not hold a NUL byte',
  'number-range': 'is a number beyond what JSON can say',
  'too-deep': `is nested more than ${SHAPE.depth} levels deep`,
  'too-many-fields': `has more than ${SHAPE.entries} fields`,
  'name-too-long': `has a field name of more than ${SHAPE.key} characters`,
  'name-forbidden': 'has a field called __proto__',
} as const satisfies { [kind in SensitiveNumber]: string } & { [code: string]: string };

type Code = keyof typeof WORDS;

/** Keys from the place found up to the whole: written on the way back, so that what is fine pays nothing for it. */
interface Finding {
  code: Code;
  path: string[];
}

/** What was walked so far. */
interface Walked {
  entries: number;
}

/**
 * What must not come in, whatever the field is called: shapes that cannot be kept (too deep, too many fields, NUL bytes,
 * for which PostgreSQL has no room) and numbers that may not be kept (identity and bank cards). Names the first place and
 * never a value.
 *
 * @param value any parsed JSON
 * @param pointer where it stands in the request
 */
export function forbiddenContent(value: unknown, pointer = ''): FieldProblem | undefined {
  const finding = walk(value, 0, false, { entries: 0 });
  if (!finding) return undefined;
  const { code, path } = finding;
  const place = code === 'too-many-fields' ? pointer : pointer + pointerOf(path.toReversed());
  return { pointer: place, code, message: `${place === '' ? 'the value' : place} ${WORDS[code]}` };
}

function walk(value: unknown, depth: number, isId: boolean, walked: Walked): Finding | undefined {
  if (typeof value === 'string') return found(textProblem(value, isId));
  if (typeof value === 'number') return found(numberProblem(value, isId));
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth >= SHAPE.depth) return found('too-deep');
  return Array.isArray(value)
    ? walkList(value, depth, isId, walked)
    : walkMembers(value as Members, depth, isId, walked);
}

function walkList(list: readonly unknown[], depth: number, isId: boolean, walked: Walked) {
  walked.entries += list.length;
  if (walked.entries > SHAPE.entries) return found('too-many-fields');
  for (const [index, entry] of list.entries()) {
    const finding = walk(entry, depth + 1, isId, walked);
    if (finding) return at(finding, String(index));
  }
  return undefined;
}

interface Members {
  [key: string]: unknown;
}

function walkMembers(members: Members, depth: number, isId: boolean, walked: Walked) {
  for (const key of Object.keys(members)) {
    walked.entries += 1;
    if (walked.entries > SHAPE.entries) return found('too-many-fields');
    const isExempt = isId || isDeclaredId(key);
    // A pointer to a field that is called by such a number would repeat it.
    const inName = found(nameProblem(key, isExempt));
    if (inName) return inName;
    const finding = walk(members[key], depth + 1, isExempt, walked);
    if (finding) return at(finding, key);
  }
  return undefined;
}

function at(finding: Finding, key: string): Finding {
  finding.path.push(key);
  return finding;
}

const found = (code: Code | undefined): Finding | undefined => code && { code, path: [] };

function textProblem(text: string, isId: boolean): Code | undefined {
  if (text.includes('\0')) return 'nul-byte';
  return isId ? undefined : sensitiveNumberIn(text);
}

function numberProblem(value: number, isId: boolean): Code | undefined {
  if (!Number.isFinite(value)) return 'number-range';
  return isId ? undefined : sensitiveNumberIn(value);
}

function nameProblem(key: string, isId: boolean): Code | undefined {
  if (key.length > SHAPE.key) return 'name-too-long';
  if (key === '__proto__') return 'name-forbidden';
  return textProblem(key, isId);
}
