import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { presetYaml } from '../../test/support/playbook/presets.js';
import { compile } from './compile.js';
import { parsePlaybook, parsePlaybookValue } from './parse.js';
import { problemLine } from './problem.js';

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

  it('shows mistakes as they are told', () => {
    const broken = blocks.find(({ kind }) => kind === 'yaml broken');
    const told = blocks.find(({ kind }) => kind === 'text');
    const parsed = parsePlaybook(broken?.text ?? '', '');
    const lines = parsed.ok ? [] : parsed.problems.map((problem) => problemLine(problem).slice(1));
    expect(`${lines.join('\n')}\n`).toBe(told?.text);
  });
});

/** Sections are joined entry by entry: an example adds to what is there, and replaces what has the same name. */
function together(base: Sections, example: Sections): Sections {
  const joined = Object.entries(example).map(([section, value]) => {
    const before = base[section];
    const entries =
      typeof before === 'object' && section !== 'scoring'
        ? { ...before, ...(value as object) }
        : value;
    return [section, entries];
  });
  return { ...base, ...(Object.fromEntries(joined) as Sections) };
}
