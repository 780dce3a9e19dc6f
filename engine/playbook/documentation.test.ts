import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { presetYaml } from '../../test/support/playbook/presets.js';
import { compile } from './compile.js';
import { parseHolidays } from './holiday-file.js';
import { playbookJsonSchema } from './json-schema.js';
import { parsePlaybook, parsePlaybookValue } from './parse.js';
import { problemLine } from './problem.js';
import { CONDITION_HEADS } from './schema/condition.js';
import { STEP_KINDS, TRIGGER_HEADS } from './schema/journey.js';

interface Block {
  line: number;
  kind: string;
  text: string;
}
type Sections = Record<string, unknown>;

const page = readFileSync(new URL('../../docs/playbook.md', import.meta.url), 'utf8');
const blocks: Block[] = [...page.matchAll(/^```(.+)\n([^]*?)^```$/gm)].map((match) => ({
  line: page.slice(0, match.index).split('\n').length,
  kind: match[1] ?? '',
  text: match[2] ?? '',
}));
const examples = blocks.filter(({ kind }) => kind === 'yaml');

describe('the page about playbooks', () => {
  it.each(examples)('holds at line $line an example that compiles', ({ text }) => {
    const example = parse(text) as Sections;
    const whole: Sections =
      'schema' in example
        ? example
        : together(parse(presetYaml('lead-to-conversion')) as Sections, example);
    const parsed = parsePlaybookValue(whole);
    expect(parsed.ok ? [] : parsed.problems.map(problemLine)).toEqual([]);
    const playbook = parsed.ok ? compile(parsed.document, 1) : undefined;
    expect(playbook?.name).toBe(whole['playbook']);
  });

  it('shows a list of holidays that is one', () => {
    const shown = blocks.find(({ kind }) => kind.startsWith('yaml holidays'));
    const parsed = parseHolidays(shown?.kind.split(' ')[2] ?? '', shown?.text ?? '');
    expect(parsed).toMatchObject({ ok: true, holidays: { until: '2026-12-31' } });
  });

  it('shows mistakes as they are told', () => {
    const broken = blocks.find(({ kind }) => kind === 'yaml broken');
    const told = blocks.find(({ kind }) => kind === 'text');
    const parsed = parsePlaybook(broken?.text ?? '', '');
    const lines = parsed.ok ? [] : parsed.problems.map((problem) => problemLine(problem).slice(1));
    expect(`${lines.join('\n')}\n`).toBe(told?.text);
  });
});

/** What stands in the examples, in tables and between backticks. */
const prose = page.replaceAll(/^```.*\n[^]*?^```$/gm, '');
const code = [...prose.matchAll(/`([^`]+)`/g)].map(([, words = '']) => words).join('\n');
const written = new Set(`${examples.map(({ text }) => text).join('\n')}\n${code}`.match(/[\w-]+/g));

/** Parts of the language that this version does not carry out: an example of them would not compile. */
const REFUSED = new Set<string>(['grant']);

describe('the page about playbooks leaves nothing out:', () => {
  const keys = keysIn(playbookJsonSchema());
  it.each([...keys].toSorted())('%s', (key) => expect(written).toContain(key));

  it('and shows each step, condition and trigger at work in an example', () => {
    const shown = new Set(examples.flatMap(({ text }) => [...allKeys(parse(text))]));
    const heads = [...STEP_KINDS, ...CONDITION_HEADS, ...TRIGGER_HEADS];
    expect(heads.filter((head) => !shown.has(head) && !REFUSED.has(head))).toEqual([]);
  });
});

/** Every key and every fixed word of the language. */
function keysIn(schema: unknown, found = new Set<string>()): Set<string> {
  if (typeof schema !== 'object' || schema === null) return found;
  const { properties, enum: words } = schema as { properties?: object; enum?: unknown[] };
  for (const key of Object.keys(properties ?? {})) found.add(key);
  for (const word of words ?? []) if (typeof word === 'string') found.add(word);
  const parts = Object.entries(schema).filter(([key]) => key !== 'properties');
  for (const part of [
    ...parts.map(([, value]) => value as unknown),
    ...Object.values(properties ?? {}),
  ]) {
    keysIn(part, found);
  }
  return found;
}

function allKeys(value: unknown, found = new Set<string>()): Set<string> {
  if (typeof value !== 'object' || value === null) return found;
  for (const [key, part] of Object.entries(value)) {
    found.add(key);
    allKeys(part, found);
  }
  return found;
}

/** Sections are joined entry by entry: an example adds to what is there, and replaces what has the same name. */
function together(base: Sections, example: Sections): Sections {
  const joined = Object.entries(example).map(([section, value]) => {
    const before = base[section];
    const entries =
      typeof before === 'object' && !Array.isArray(before) && section !== 'scoring'
        ? { ...before, ...(value as object) }
        : value;
    return [section, entries];
  });
  return { ...base, ...(Object.fromEntries(joined) as Sections) };
}
