import { canonical } from '../../../engine/playbook/hash.js';
import { type Bundle, type BundleFiles, templatePath } from './bundle.js';
import { lineDifference } from './line-difference.js';

/** One difference: what came, went, or is otherwise now. */
export interface Change {
  sign: '+' | '-' | '~';
  /** `scoring`, `journeys`, ..., or `templates`. */
  section: string;
  /** Within the section: `nurture.steps.mail.send.window`, `welcome/en.mjml`. */
  where: string;
  /** `3 -> 5`, `4 steps`, `+3 -1 lines`. */
  what: string;
}

const LONGEST = 60;

/** What publishing a bundle changes of the newest version; nothing where their content is the same. */
export function differences(before: Bundle | undefined, after: Bundle): Change[] {
  if (before?.hash === after.hash) return [];
  const was: Record<string, unknown> = { ...before?.document };
  const is: Record<string, unknown> = { ...after.document };
  const sections = [...new Set([...Object.keys(is), ...Object.keys(was)])];
  return [
    ...sections.flatMap((section) => compare(section, [], was[section], is[section])),
    ...templates(before?.files ?? new Map(), after.files),
  ];
}

function compare(section: string, path: string[], was: unknown, is: unknown): Change[] {
  if (canonical(was) === canonical(is) && (was === undefined) === (is === undefined)) return [];
  const where = path.join('.');
  // A section that comes or goes is told by what is in it.
  const [a, b] = path.length === 0 ? [was ?? emptyLike(is), is ?? emptyLike(was)] : [was, is];
  if (a === undefined) return [{ sign: '+', section, where, what: words(b) }];
  if (b === undefined) return [{ sign: '-', section, where, what: words(a) }];
  const [children, others] = [childrenOf(a), childrenOf(b)];
  if (!children || !others)
    return [{ sign: '~', section, where, what: `${words(a)} -> ${words(b)}` }];
  const keys = [...new Set([...children.keys(), ...others.keys()])];
  const changes = keys.flatMap((key) =>
    compare(section, [...path, key], children.get(key), others.get(key)),
  );
  return changes.length > 0 ? changes : [{ sign: '~', section, where, what: 'in another order' }];
}

const emptyLike = (value: unknown): unknown => {
  if (Array.isArray(value)) return [];
  return typeof value === 'object' && value !== null ? {} : undefined;
};

/** What a map or list holds, by name: the key, the `id` of an item, or the item itself. */
function childrenOf(value: unknown): Map<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  const keys = value.map((item: unknown) => nameOf(item));
  const named = new Set(keys).size === keys.length;
  return named ? new Map(keys.map((key, index) => [key, value[index] as unknown])) : undefined;
}

function nameOf(item: unknown): string {
  const isNamed = typeof item === 'object' && item !== null && 'id' in item;
  return isNamed ? String(item.id) : short(item);
}

/** A value in one line; of what is large only how much there is. */
function words(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'steps' in value && Array.isArray(value.steps))
    return value.steps.length === 1 ? '1 step' : `${value.steps.length} steps`;
  return short(value);
}

function short(value: unknown): string {
  const text = typeof value === 'string' ? value : canonical(value);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}

function templates(was: BundleFiles, is: BundleFiles): Change[] {
  const paths = [...new Set([...was.keys(), ...is.keys()])].toSorted();
  return paths.flatMap((file) => {
    const where = templatePath(file);
    const [a, b] = [was.get(file), is.get(file)];
    if (where === undefined || a === b) return [];
    const sign = a === undefined ? '+' : b === undefined ? '-' : '~';
    return [{ sign, section: 'templates', where, what: linesChanged(a ?? '', b ?? '') } as const];
  });
}

function linesChanged(was: string, is: string): string {
  const lines = lineDifference(was, is);
  const count = (sign: string) => lines.filter((line) => line.sign === sign).length;
  return `+${count('+')} -${count('-')} lines`;
}
