import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { small } from '../../../test/support/playbook/small.js';
import { CommandFailed } from '../command-failed.js';
import { soundFolder } from './read-folder.js';

/** A refusal takes less than this, ms, whatever was handed in. */
const AT_MOST = 1_000;

const journey = (steps: string, template = 'hello') => `locale: { default: en, fallback: en }
journeys:
  welcome:
    enter: { event: asked }
    steps:
${steps}      - { id: mail, send: { template: ${template}, channel: email, category: operational, window: anytime } }
`;
const sound = small(journey(''));
const text = '---\nsubject: Hello\n---\nHello {{ lead.tier }}\n';

let root = '';
let count = 0;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'leadloom-folder-'));
  // Libraries are loaded once a process; their time is not that of a refusal.
  await soundFolder(folder({ 'small.yaml': sound, 'templates/hello/en.txt': text }));
});
afterAll(() => rmSync(root, { recursive: true }));

function folder(files: Record<string, string>): string {
  const at = join(root, String(++count));
  mkdirSync(at);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(at, path)), { recursive: true });
    writeFileSync(join(at, path), content);
  }
  return at;
}

describe('a folder', () => {
  const files = { 'small.yaml': sound, 'templates/hello/en.txt': text };

  it('is one bundle: its YAML, the templates that names, and nothing else', async () => {
    const more = { 'README.md': '# Ours', 'templates/unused/en.txt': 'broken', '.git/HEAD': 'x' };
    const { bundle } = await soundFolder(folder({ ...files, ...more }));
    expect([...bundle.files.keys()]).toEqual(['small.yaml', 'templates/hello/en.txt']);
  });

  it('with several playbooks wants to be told which', async () => {
    const at = folder({ ...files, 'other.yaml': sound });
    await expect(soundFolder(at)).rejects.toThrow(/several playbooks/);
    expect((await soundFolder(join(at, 'small.yaml'))).bundle.document.playbook).toBe('small');
  });

  it('brings its own holidays along', async () => {
    const calendars =
      'calendars: { anytime: { always: true }, w: { week: { mon: ["09:00-18:00"] }, holidays: { include: de-2026 } } }\n';
    const list = 'calendar: de-2026\nuntil: 2026-12-31\nclosed: { Neujahr: [2026-01-01] }\n';
    const at = folder({
      ...files,
      'small.yaml': sound + calendars,
      'calendars/de-2026.yaml': list,
    });
    const { bundle } = await soundFolder(at);
    expect(bundle.files.has('calendars/de-2026.yaml')).toBe(true);
    expect(bundle.document.calendars?.['w']).toMatchObject({
      holidays: { from: ['de-2026'], closed: ['2026-01-01'] },
    });
  });
});

describe('is refused within a second, in a sentence', () => {
  const step = (n: number) => `      - { id: s${n}, wait: 1d }\n`;
  const many = Array.from({ length: 10_000 }, (_, n) => step(n)).join('');
  const cases: [string, Record<string, string>, RegExp][] = [
    ['YAML of 5 MB', { 'small.yaml': `${sound}# ${'x'.repeat(5_000_000)}` }, /larger than/],
    ['templates of 5 MB', { 'templates/a/en.txt': 'x'.repeat(5_000_000) }, /larger than/],
    ['10,000 steps', { 'small.yaml': small(journey(many)) }, /more than|larger than/],
    ['deep nesting', { 'small.yaml': `${sound}lists: ${'['.repeat(100_000)}` }, /nested deeper/],
    ['an anchor inside itself', { 'small.yaml': `${sound}lists: { a: &a [*a] }\n` }, /inside of/],
    ['an unknown key', { 'small.yaml': `${sound}tirs: []\n` }, /small\.yaml:\d+:1 unknown key/],
    [
      'a language of tomorrow',
      { 'small.yaml': sound.replace('schema: 1', 'schema: 2') },
      /small\.yaml:1:\d+ /,
    ],
    [
      'a broken template',
      { 'templates/hello/en.txt': `${text}{% if x %}` },
      /templates\/hello\/en\.txt:5:1 tag \{% if x %\} not closed/,
    ],
    ['a template nobody has', { 'small.yaml': small(journey('', 'none')) }, /unknown template/],
  ];
  it.each(cases)('%s', async (_name, change, why) => {
    const at = folder({ 'small.yaml': sound, 'templates/hello/en.txt': text, ...change });
    const began = performance.now();
    const refused: unknown = await soundFolder(at).catch((error: unknown) => error);
    const took = performance.now() - began;
    expect(refused).toBeInstanceOf(CommandFailed);
    expect((refused as Error).message).toMatch(why);
    expect(took).toBeLessThan(AT_MOST);
  });
});
