import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { readRange } from '../attributes/range.js';
import { sentence } from '../explain/sentence.js';
import { Tongue } from '../explain/tongue.js';
import type { JsonObject } from '../json.js';
import { simulate, type Scripted } from '../simulate/simulate.js';
import { compile } from './compile.js';
import { parsePlaybook } from './parse.js';
import { problemLine } from './problem.js';

const page = readFileSync(new URL('../../docs/first-playbook.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/^```(.+)\n([^]*?)^```$/gm)].map(([, kind = '', text = '']) => ({
  kind,
  text,
}));
const block = (kind: string): string => blocks.find((one) => one.kind === kind)?.text ?? '';

const FILE = 'coffee.yaml';
const broken = block('yaml broken');
const nearly = broken.replace('emial', 'email');
const first = nearly.replace('form_submited', 'form_submitted');

/** What `playbook lint` prints of it; nothing where it is well formed. */
function told(yaml: string): string {
  const parsed = parsePlaybook(yaml, FILE);
  const problems = parsed.ok ? parsed.warnings : parsed.problems;
  return problems.map((problem) => `${problemLine(problem)}\n`).join('');
}

/** The first file with the parts of later chapters in it: entries of a section are added, lists replaced. */
function whole(): string {
  let playbook = parse(first) as { [section: string]: unknown };
  for (const { kind, text } of blocks) {
    if (kind === 'yaml part') playbook = together(playbook, parse(text) as object);
  }
  return stringify(playbook);
}

function together(
  base: { [section: string]: unknown },
  part: object,
): { [section: string]: unknown } {
  const joined = Object.entries(part).map(([section, value]: [string, unknown]) => {
    const before = base[section];
    const isMap = typeof before === 'object' && before !== null && !Array.isArray(before);
    return [section, isMap ? { ...before, ...(value as object) } : value];
  });
  return { ...base, ...(Object.fromEntries(joined) as object) };
}

interface Told {
  at: string;
  event: string;
  properties?: JsonObject;
  attributes?: { [name: string]: string };
}

/** What the door makes of what the lead does: attributes read, consent given, a mailbox that can be reached. */
function inputOf({ at, event, properties = {}, attributes }: Told): Scripted {
  const body = { kind: 'event', name: event, properties } as const;
  if (attributes === undefined) return { at: Date.parse(at), body };
  const read = Object.entries(attributes).map(([name, text]) => [name, readRange(text) ?? text]);
  const consent = { channel: 'email', purpose: 'marketing', granted: true, by: 'lead' as const };
  const facts = {
    attributes: Object.fromEntries(read) as JsonObject,
    consent: [consent],
    reach: { email: 'ok' as const },
  };
  return { at: Date.parse(at), body, facts };
}

describe('the tutorial', () => {
  it('shows what the lint says of its two slips, one after the other', () => {
    expect(told(broken)).toBe(block('text lint'));
    expect(told(nearly)).toBe(block('text then'));
    expect(told(first)).toBe('');
  });

  it('ends with a playbook that the lint has nothing against', () => {
    expect(told(whole())).toBe('');
  });

  it('warns, as it says, of a tier that nobody could reach', () => {
    expect(told(whole().replace('from: 20', 'from: 30'))).toContain('no lead can reach tier `hot`');
  });

  it('tells the story of Anna as it goes', () => {
    const parsed = parsePlaybook(whole());
    if (!parsed.ok) throw new Error('not well formed');
    const playbook = compile(parsed.document, 1);
    const inputs = (JSON.parse(block('json lead')) as Told[]).map(inputOf);
    const { trace } = simulate(playbook, inputs, Date.parse('2026-06-10T12:00:00+02:00'));
    const tongue = new Tongue('en', playbook.timeZone);
    const lines = trace.map(
      (note) => `${tongue.time(note.at)}  ${sentence(note, playbook, 'en')}\n`,
    );
    expect(lines.join('')).toBe(block('text story'));
  });
});
