import type { z } from 'zod';
import { keysAt } from './json-schema.js';
import type { Path } from './problem.js';
import { hintFor } from './suggest.js';

type Issue = z.core.$ZodIssue;

/** A problem before its place in the text is known. `at` says which of the two is wrong: the value, unless said. */
export interface Finding {
  path: Path;
  code: string;
  message: string;
  /** Looked up only for what is shown: among thousands of mistakes it would take too long. */
  hint?: string | undefined | (() => string | undefined);
  at?: 'key' | 'value';
}

/** What the schema had against a document, one finding a mistake, the nearest form of a union taken as meant. */
export function findingsOf(issues: readonly Issue[], at: Path = []): Finding[] {
  return issues.flatMap((issue) => findingOf(issue, [...at, ...(issue.path as Path)]));
}

function findingOf(issue: Issue, path: Path): Finding[] {
  if (path.length === 1 && path[0] === 'schema' && issue.input !== undefined)
    return [otherVersion(path)];
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(path, key));
  if (issue.code === 'invalid_union') return meant(issue.errors, issue.input, path);
  if (issue.code === 'invalid_key') return [invalidName(issue, path)];
  if (issue.code === 'invalid_value' && issue.input === undefined) return [required(path)];
  if (issue.code === 'invalid_value')
    return [notOneOf(issue.values.map(String), issue.input, path)];
  if (issue.code === 'invalid_type') return [wrongType(issue, path)];
  return [{ path, code: issue.code.replaceAll('_', '-'), message: issue.message }];
}

function unknownKey(path: Path, key: string): Finding {
  const hint = () => hintFor(key, keysAt(path));
  return {
    path: [...path, key],
    code: 'unknown-key',
    message: `unknown key \`${key.slice(0, 80)}\``,
    hint,
    at: 'key',
  };
}

function otherVersion(path: Path): Finding {
  const message = 'this version of Leadloom reads playbooks with `schema: 1`';
  return { path, code: 'unknown-version', message };
}

function notOneOf(values: string[], input: unknown, path: Path): Finding {
  const hint = () => hintFor(typeof input === 'string' ? input : '', values);
  return {
    path,
    code: 'invalid-value',
    message: `expected ${values.slice(0, 12).join(', ')}`,
    hint,
  };
}

function wrongType(issue: Issue & { code: 'invalid_type' }, path: Path): Finding {
  return issue.input === undefined
    ? required(path)
    : notOfKind([issue.expected], issue.input, path);
}

const KINDS: { [type: string]: string } = {
  object: 'a map',
  record: 'a map',
  array: 'a list',
  null: 'nothing',
};

function notOfKind(types: readonly string[], input: unknown, path: Path): Finding {
  const kinds = [...new Set(types.map((type) => KINDS[type] ?? type))];
  const found = input === null ? 'null' : Array.isArray(input) ? 'array' : typeof input;
  const message = `expected ${kinds.join(' or ')}, found ${KINDS[found] ?? found}`;
  return { path, code: 'invalid-type', message };
}

function required(path: Path): Finding {
  return { path, code: 'required', message: `\`${String(path.at(-1))}\` is missing` };
}

function invalidName(issue: Issue & { code: 'invalid_key' }, path: Path): Finding {
  const key = String(path.at(-1));
  const message = issue.issues[0]?.message ?? 'not a name';
  return { path, code: 'invalid-name', message: `\`${key.slice(0, 80)}\`: ${message}`, at: 'key' };
}

/**
 * The form a person meant is the one that got furthest: right in kind, and then with the deepest first mistake. A key
 * that no form of the union knows says more than what is missing because of it.
 */
function meant(forms: readonly Issue[][], input: unknown, path: Path): Finding[] {
  if (input === undefined) return [required(path)];
  const rated = forms.map((issues) => ({ issues, depth: depthOf(issues) }));
  const best = rated.reduce((a, b) => (b.depth > a.depth ? b : a));
  if (best.depth > 0) {
    const unknown = best.issues.filter(({ code }) => code === 'unrecognized_keys');
    return findingsOf(unknown.length > 0 ? unknown : best.issues, path);
  }
  const literals = forms.flat().flatMap((issue) => ('values' in issue ? issue.values : []));
  if (typeof input === 'string' && literals.length > 0) {
    return [notOneOf(literals.map(String), input, path)];
  }
  const kinds = forms.flat().flatMap((issue) => ('expected' in issue ? issue.expected : []));
  return [notOfKind(kinds, input, path)];
}

function depthOf(issues: readonly Issue[]): number {
  const depths = issues.map((issue) => {
    if (issue.code === 'unrecognized_keys') return issue.path.length + 1;
    return issue.code === 'invalid_format' ? issue.path.length + 0.5 : issue.path.length;
  });
  return Math.min(...depths);
}
