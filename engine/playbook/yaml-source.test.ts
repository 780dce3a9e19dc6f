import { describe, expect, it } from '@jest/globals';
import { readYaml } from './yaml-source.js';

const lines = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');

/** Nine references to nine references ... nine times over: 387 million items if it were written out. */
const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]']
  .concat(
    Array.from('bcdefghi').map(
      (name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[index]}`).join(', ')}]`,
    ),
  )
  .join('\n');

describe('YAML made to hurt', () => {
  it.each<[string, string, string]>([
    ['five megabytes', 'a'.repeat(5_000_000), 'too-large'],
    ['a hundred thousand tokens', '-\n'.repeat(100_000), 'too-large'],
    ['four hundred thousand commas', ','.repeat(400_000), 'yaml'],
    ['a quarter million open brackets', '['.repeat(250_000), 'too-deep'],
    ['a quarter million open braces', '{a: '.repeat(100_000), 'too-deep'],
    ['a list in a list in a list ...', `${'- '.repeat(120_000)}a`, 'too-deep'],
    ['a key of a key of a key ...', '? '.repeat(120_000), 'too-deep'],
    [
      'seven hundred levels of indentation',
      lines(700, (index) => `${' '.repeat(index)}a:`),
      'too-deep',
    ],
    ['anchors that multiply', bomb, 'alias'],
    ['a thousand aliases', `a: &a 1\n${lines(1_000, (index) => `k${index}: *a`)}`, 'alias'],
    ['an alias inside of its own anchor', 'a: &a { b: { c: *a } }', 'alias'],
    ['a tag that makes an object', 'a: !!js/function "x"', 'yaml'],
    ['a hundred thousand quotes', '"'.repeat(100_000), 'too-large'],
    ['keys that are no text', '1: 2\n[a]: 3', 'yaml'],
  ])('is refused within a second: %s', (_, text, code) => {
    const began = performance.now();
    const source = readYaml(text, 'playbook.yaml');
    expect(performance.now() - began).toBeLessThan(1_000);
    if (source.ok) throw new Error('it was let through');
    expect(source.problems[0]).toMatchObject({ code, file: 'playbook.yaml' });
    expect(source.problems.length).toBeLessThanOrEqual(20);
  });
});

describe('YAML 1.2', () => {
  it('knows true and false, and leaves dates, yes and no as text', () => {
    const source = readYaml('a: yes\nb: true\nc: 2026-10-01\nd: 007\n<<: { e: 1 }\n');
    expect(source).toMatchObject({
      ok: true,
      value: { a: 'yes', b: true, c: '2026-10-01', d: 7, '<<': { e: 1 } },
    });
  });

  it('may use an anchor for what is said twice, and finds mistakes at the alias too', () => {
    const source = readYaml('a: &x { b: [1, 2] }\nc: *x\n');
    if (!source.ok) throw new Error('refused');
    expect(source.value).toEqual({ a: { b: [1, 2] }, c: { b: [1, 2] } });
    expect(source.locate(['c', 'b', 1])).toEqual({ line: 1, column: 16 });
  });

  it('locates a value, a key, and the nearest parent of what is missing', () => {
    const source = readYaml('a:\n  b:\n    - c: 1\n');
    if (!source.ok) throw new Error('refused');
    expect(source.locate(['a', 'b', 0, 'c'])).toEqual({ line: 3, column: 10 });
    expect(source.locate(['a', 'b', 0, 'c'], 'key')).toEqual({ line: 3, column: 7 });
    expect(source.locate(['a', 'b', 0, 'd'])).toEqual({ line: 3, column: 7 });
    expect(source.locate(['x'])).toEqual({ line: 1, column: 1 });
  });
});
