/** A condition as the trace spells it (see `conditions/tested.ts`), taken apart. */
export interface Read {
  negated: boolean;
  head: string;
  /** What it is about: an attribute, a channel, names with commas between, `step/link`. */
  name: string;
  /** The state asked for, where there is one: `given`, `open`. */
  which: string;
  tests: ReadTest[];
  /** As it was spelt. */
  text: string;
}

export interface ReadTest {
  /** Property of an event; empty where the subject itself is tested. */
  property: string;
  op: string;
  value: string;
}

const OPS = 'eq|ne|gt|gte|lt|lte|in|notIn|exists';
const TESTS = new RegExp(
  String.raw`(?:^| )(?:(\S+) )?(${OPS}) (.*?)(?=(?: and)?(?: \S+)? (?:${OPS}) |$)`,
  'g',
);

/** Never fails: what it does not know keeps its spelling. */
export function readCondition(condition: string): Read {
  const negated = condition.startsWith('not ');
  const text = negated ? condition.slice('not '.length) : condition;
  const bare = { negated, head: text, name: '', which: '', tests: [], text };
  const [, head = '', dot = '', rest = ''] = /^([a-zA-Z]+)(?:([.:])| |$)(.*)$/s.exec(text) ?? [];
  if (head === 'score') return { ...bare, head, tests: testsIn(rest) };
  if (dot === '.' && ['attr', 'count', 'orders'].includes(head))
    return { ...bare, ...named(head, rest) };
  const [, name = '', which = ''] = /^([^:]*): ?(.*)$/s.exec(rest) ?? [];
  if (dot === '.') return { ...bare, head, name, which };
  if (head === 'event') return { ...bare, ...eventOf(rest.trimStart()) };
  if (head === 'entry') return { ...bare, head, tests: testsIn(rest.trimStart()) };
  if (head === 'ticket') return { ...bare, head, which: rest.trimStart() };
  return dot === ':' ? { ...bare, head, name: rest.trimStart() } : bare;
}

function named(head: string, rest: string): Pick<Read, 'head' | 'name' | 'tests'> {
  const [, name = rest, tests = ''] = new RegExp(`^(.*?) ((?:${OPS}) .*)$`, 's').exec(rest) ?? [];
  return { head, name, tests: testsIn(tests) };
}

/** The name of an event may hold spaces: the first property is the word before the first operator. */
function eventOf(rest: string): Pick<Read, 'head' | 'name' | 'tests'> {
  const [, name = rest, tests = ''] =
    new RegExp(String.raw`^(.*?) (\S+ (?:${OPS}) .*)$`, 's').exec(rest) ?? [];
  return { head: 'event', name, tests: testsIn(tests) };
}

function testsIn(text: string): ReadTest[] {
  return [...text.matchAll(TESTS)].map(([, property = '', op = '', value = '']) => ({
    property,
    op,
    value,
  }));
}
