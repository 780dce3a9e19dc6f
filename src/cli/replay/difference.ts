import type { Json } from '../../../engine/json.js';

/** One place where two JSON values differ; `before` or `after` is absent where only one has it. */
export interface Change {
  /** Dotted path; members of lists that have a name of their own go by it: `enrolments[nurture].at.step`. */
  path: string;
  before?: Json;
  after?: Json;
}

/** Every smallest place where `after` differs from `before`, in the order of `before`, then what is new. */
export function differences(
  before: Json | undefined,
  after: Json | undefined,
  path = '',
): Change[] {
  if (before === undefined || after === undefined || !sameShape(before, after)) {
    return before === after ? [] : [{ path, ...given({ before, after }) }];
  }
  if (Array.isArray(before) && Array.isArray(after)) return ofLists(before, after, path);
  return ofMembers(fields(before), fields(after), (name) =>
    path === '' ? name : `${path}.${name}`,
  );
}

function ofLists(before: Json[], after: Json[], path: string): Change[] {
  const [was, is] = [named(before), named(after)];
  const inner = (name: string): string => `${path}[${name}]`;
  if (was === undefined || is === undefined) return ofMembers(placed(before), placed(after), inner);
  const kept = (from: Named, other: Named): string =>
    [...from.keys()].filter((name) => other.has(name)).join('\0');
  const moved = kept(was, is) !== kept(is, was);
  return moved ? [{ path, before, after }] : ofMembers(was, is, inner);
}

type Named = Map<string, Json>;

function ofMembers(was: Named, is: Named, pathOf: (name: string) => string): Change[] {
  const names = new Set([...was.keys(), ...is.keys()]);
  return [...names].flatMap((name) => differences(was.get(name), is.get(name), pathOf(name)));
}

const fields = (value: Json): Named => new Map(Object.entries(value ?? {}));
const placed = (list: Json[]): Named => new Map(list.map((item, index) => [String(index), item]));

/** The members by name, or undefined where some have none or share one. */
function named(list: Json[]): Named | undefined {
  const members = new Map(list.map((item) => [nameOf(item), item] as const));
  if (members.size !== list.length || members.has(undefined)) return undefined;
  return members as Named;
}

type Composite = Json[] | { [key: string]: Json };

const isComposite = (value: Json): value is Composite =>
  typeof value === 'object' && value !== null;

function sameShape(before: Json, after: Json): before is Composite {
  return (
    isComposite(before) && isComposite(after) && Array.isArray(before) === Array.isArray(after)
  );
}

/** What tells the members of a lead's lists apart: a message's reference, a ticket's id, a journey and its key. */
function nameOf(item: Json): string | undefined {
  if (typeof item === 'string') return item;
  if (!isComposite(item) || Array.isArray(item)) return undefined;
  const name = item['ref'] ?? item['ticket'] ?? item['journey'];
  if (typeof name !== 'string') return undefined;
  return typeof item['key'] === 'string' ? `${name} ${item['key']}` : name;
}

function given(change: {
  before: Json | undefined;
  after: Json | undefined;
}): Omit<Change, 'path'> {
  const { before, after } = change;
  return { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
}
