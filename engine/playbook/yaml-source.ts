import {
  isAlias,
  isCollection,
  isMap,
  isScalar,
  Lexer,
  LineCounter,
  parseDocument,
  visit,
} from 'yaml';
import type { Document as YamlDocument, Node, Pair } from 'yaml';
import type { Path, Problem } from './problem.js';

/** A playbook is tens of kilobytes. Whatever is beyond these bounds is a mistake or an attack, and refused quickly. */
const MOST_CHARACTERS = 512 * 1024;
const DEEPEST = 32;
const WIDEST_INDENT = 200;
const MOST_ALIASES = 50;
const MOST_TOKENS = 50_000;
const MOST_PROBLEMS = 20;

export type YamlSource =
  | { ok: true; value: unknown; locate: (path: Path, what?: 'key' | 'value') => Position }
  | { ok: false; problems: Problem[] };

export interface Position {
  line: number;
  column: number;
}

/**
 * Reads YAML 1.2 (core schema) with bounds on size, depth and aliases. `locate` finds where a path stands in the text,
 * its value or the key before it; what is missing is placed at its nearest parent.
 */
export function readYaml(text: string, file?: string): YamlSource {
  const refused = outOfBounds(text);
  if (refused) return { ok: false, problems: [inFile(refused, file)] };
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    version: '1.2',
    schema: 'core',
    stringKeys: true,
    prettyErrors: false, // they cost the square of their number
    logLevel: 'error',
  });
  const broken = [...document.errors, ...document.warnings].slice(0, MOST_PROBLEMS).map((error) => {
    const { line, col } = lines.linePos(error.pos[0]);
    return inFile(
      { code: 'yaml', pointer: '', message: firstLine(error.message), line, column: col },
      file,
    );
  });
  if (broken.length > 0) return { ok: false, problems: broken };
  const alias = aliasProblem(document, lines);
  if (alias) return { ok: false, problems: [inFile(alias, file)] };
  return {
    ok: true,
    value: document.toJS({ maxAliasCount: MOST_ALIASES }) as unknown,
    locate: (path, what = 'value') => locate(document, lines, path, what),
  };
}

/** Counted on the tokens, before anything recursive sees the text: deep nesting costs the parser its stack or its heap. */
function outOfBounds(text: string): Problem | undefined {
  if (text.length > MOST_CHARACTERS) {
    const message = `the playbook is larger than ${MOST_CHARACTERS / 1024} KB`;
    return { code: 'too-large', pointer: '', message };
  }
  let [tokens, brackets, dashes, line] = [0, 0, 0, 1];
  let before = '\n';
  for (const token of new Lexer().lex(text)) {
    if (++tokens > MOST_TOKENS)
      return { code: 'too-large', pointer: '', message: `more than ${MOST_TOKENS} tokens` };
    const structure = before !== SCALAR;
    if (structure && (token === '[' || token === '{')) brackets++;
    else if (structure && (token === ']' || token === '}')) brackets--;
    else if (structure && brackets === 0 && (token === '-' || token === '?')) dashes++;
    const indent = before.endsWith('\n') && BLANKS.test(token) ? token.length : 0;
    if (brackets > DEEPEST || dashes > DEEPEST || indent > WIDEST_INDENT) return tooDeep(line);
    if (token.endsWith('\n')) dashes = 0;
    line += newlines(token);
    before = token;
  }
  return undefined;
}

/** The lexer's mark that the next token is a scalar, whatever it looks like. */
const SCALAR = '\u001F';
const BLANKS = /^ +$/;

function tooDeep(line: number): Problem {
  return {
    code: 'too-deep',
    pointer: '',
    message: `nested deeper than ${DEEPEST} levels`,
    line,
    column: 1,
  };
}

function newlines(token: string): number {
  let count = 0;
  for (let at = token.indexOf('\n'); at !== -1; at = token.indexOf('\n', at + 1)) count++;
  return count;
}

/** Few aliases, and none inside of what it stands for: a circle has no JSON. */
function aliasProblem(document: YamlDocument, lines: LineCounter): Problem | undefined {
  let aliases = 0;
  let problem: Problem | undefined;
  visit(document, {
    Alias(_, node, ancestors) {
      aliases++;
      const inside = ancestors.some(
        (ancestor) => isCollection(ancestor) && ancestor.anchor === node.source,
      );
      if (aliases <= MOST_ALIASES && !inside) return undefined;
      const { line, col } = lines.linePos(node.range?.[0] ?? 0);
      const message = inside
        ? `*${node.source} stands inside of &${node.source}`
        : `more than ${MOST_ALIASES} aliases`;
      problem = { code: 'alias', pointer: '', message, line, column: col };
      return visit.BREAK;
    },
  });
  return problem;
}

function locate(
  document: YamlDocument,
  lines: LineCounter,
  path: Path,
  what: 'key' | 'value',
): Position {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const part of path) {
    const [child, at] = childOf(resolved(node, document), part);
    offset = at ?? offset;
    node = child;
    if (child === undefined) break;
  }
  if (what === 'value') offset = startOf(node) ?? offset;
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

/** The child and where it begins; for a map that is where its key stands. */
function childOf(node: unknown, part: string | number): [unknown, number | undefined] {
  if (!isCollection(node)) return [undefined, undefined];
  if (!isMap(node)) {
    const item: unknown = node.items[Number(part)];
    return [item, startOf(item)];
  }
  const pair: Pair | undefined = node.items.find(
    ({ key }) => String(isScalar(key) ? key.value : key) === String(part),
  );
  return pair ? [pair.value, startOf(pair.key)] : [undefined, undefined];
}

function resolved(node: unknown, document: YamlDocument): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}

function firstLine(message: string): string {
  return message.split('\n')[0]?.slice(0, 200) ?? '';
}

function inFile(problem: Problem, file: string | undefined): Problem {
  return file === undefined ? problem : { ...problem, file };
}
