import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { small } from '../../test/support/playbook/small.js';
import { parsePlaybook, parsePlaybookValue, type Parsed } from './parse.js';

const LEAST = parse(small()) as object;

/** What a computation costs of the processor, in ms: how busy the machine is besides says nothing. */
function costOf<T>(work: () => T): [result: T, ms: number] {
  const began = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(began);
  return [result, (user + system) / 1_000];
}

/** The first of the problems with which it is refused within a second. */
function refused(work: () => Parsed): { code: string; message: string } {
  const [parsed, ms] = costOf(work);
  if (parsed.ok) throw new Error('it was let through');
  expect(ms).toBeLessThan(1_000);
  expect(parsed.problems.length).toBeLessThanOrEqual(100);
  const [{ code, message } = { code: '', message: '' }] = parsed.problems;
  expect(message.length).toBeLessThan(1_000);
  return { code, message };
}

const listOf = <T>(count: number, item: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => item(index));

const mapOf = (count: number, value: unknown) =>
  Object.fromEntries(listOf(count, (index) => [`key${index}`, value])) as object;

const withSteps = (steps: unknown) => ({
  ...LEAST,
  journeys: { j: { enter: { event: 'asked' }, steps } },
});

const nested = (levels: number, inside: unknown, wrap: (inner: unknown) => unknown): unknown => {
  let value = inside;
  for (let level = 0; level < levels; level++) value = wrap(value);
  return value;
};

describe('a playbook made to hurt is refused within a second, with a clear error:', () => {
  it.each<[name: string, value: unknown, code: string]>([
    [
      '101 steps in one journey',
      withSteps(listOf(101, (n) => ({ id: `s${n}`, wait: '1d' }))),
      'too-big',
    ],
    ['10,000 steps', withSteps(listOf(10_000, (n) => ({ id: `s${n}`, wait: '1d' }))), 'too-large'],
    [
      '10,000 broken steps',
      withSteps(listOf(10_000, () => ({ wiat: '1d', send: 7 }))),
      'too-large',
    ],
    ['5 MB of text in one place', { ...LEAST, title: 'x'.repeat(5_000_000) }, 'too-large'],
    ['11,000 unknown keys', { ...LEAST, ...mapOf(11_000, 1) }, 'unknown-key'],
    ['an unknown key of 5 MB', { ...LEAST, ['k'.repeat(5_000_000)]: 1 }, 'too-large'],
    ['an unknown key of 500 KB', { ...LEAST, ['k'.repeat(500_000)]: 1 }, 'unknown-key'],
    [
      '100,000 tiers',
      { ...LEAST, tiers: listOf(100_000, (n) => ({ id: `t${n}`, from: n })) },
      'too-large',
    ],
    ['11,000 empty journeys', { ...LEAST, journeys: mapOf(11_000, {}) }, 'required'],
    [
      '3,000 conditions on events nobody knows',
      {
        ...LEAST,
        journeys: {
          j: {
            enter: { event: 'asked' },
            exit: { any: listOf(3_000, (n) => ({ event: `axked${n}` })) },
            steps: [{ id: 'a', wait: '1d' }],
          },
        },
      },
      'unknown-event',
    ],
    [
      'a condition in a condition in a condition ...',
      { ...LEAST, journeys: { j: { exit: nested(60, { tag: 'x' }, (not) => ({ not })) } } },
      'required',
    ],
    ['nested without end', nested(200_000, 1, (a) => [a]), 'too-deep'],
    ['a list', [], 'invalid-type'],
    ['nothing', null, 'invalid-type'],
  ])('%s', (_, value, code) => {
    expect(refused(() => parsePlaybookValue(value)).code).toBe(code);
  });

  it.each<[name: string, yaml: string, code: string]>([
    [
      '10,000 steps',
      small(
        `journeys:\n  j:\n    enter: { event: asked }\n    steps:\n${'      - { id: a, wait: 1d }\n'.repeat(10_000)}`,
      ),
      'too-large',
    ],
    ['5 MB of comments', `# ${'x'.repeat(78)}\n`.repeat(62_500), 'too-large'],
    [
      'thousands of wrong names',
      small(`pools: { p: { pieces: [${'"ä b", '.repeat(9_000)}x] } }\n`),
      'too-big',
    ],
  ])('%s in YAML', (_, yaml, code) => {
    expect(refused(() => parsePlaybook(yaml)).code).toBe(code);
  });

  it('a version of the language that this one does not know', () => {
    const versions = [2, 0, '1', null, 'latest'].map((schema) => ({ ...LEAST, schema }));
    const told = versions.map((value) => refused(() => parsePlaybookValue(value)).message);
    expect(told).toEqual(
      versions.map(() => 'this version of Leadloom reads playbooks with `schema: 1`'),
    );
    expect(refused(() => parsePlaybook(small().replace('schema: 1\n', ''))).message).toBe(
      '`schema` is missing',
    );
  });
});
