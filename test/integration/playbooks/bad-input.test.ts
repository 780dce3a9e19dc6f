import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { type RunningApi, runningApi } from '../ingest/running-api.js';
import { Editor, files, mail, yaml } from './small-bundle.js';

/** A refusal takes less than this, ms. */
const AT_MOST = 1_000;
/** The process of the tests holds the server and a hundred other tests: its own pauses count for nobody. */
const TRIES = 3;

/** Sends it again while it takes too long; the quickest answer counts. */
async function timed<Answer>(
  send: () => Promise<Answer>,
): Promise<{ answer: Answer; took: number }> {
  let took = Infinity;
  for (let tries = 1; ; tries++) {
    const began = performance.now();
    const answer = await send();
    took = Math.min(took, performance.now() - began);
    if (took < AT_MOST || tries === TRIES) return { answer, took };
  }
}

let api: RunningApi;
let editor: Editor;
let before = '';
beforeAll(async () => {
  api = await runningApi();
  editor = new Editor(api);
  await editor.publish({ yaml: yaml(), files: files() });
  before = await everything();
});
afterAll(() => api.stop());

/** All that a publication or a draft could have changed. */
async function everything(): Promise<string> {
  const { rows } = await sql<{ all: string }>`
    select concat((select count(*) from playbook_version), ' ', (select count(*) from playbook_file), ' ',
      (select count(*) from bundle_text)) as all`.execute(api.db);
  return rows[0]?.all ?? '';
}

const steps = (count: number) =>
  yaml().replace(
    '      - id: days\n',
    `${Array.from({ length: count }, (_, n) => `      - { id: s${n}, wait: 1d }\n`).join('')}      - id: days\n`,
  );
const deep = (levels: number) => {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = { all: [value] };
  return value;
};
const bomb = `${yaml()}lists:
  a: &a [x, x, x, x, x, x, x, x, x]
${Array.from({ length: 8 }, (_, n) => `  ${'bcdefghi'[n]}: &${'bcdefghi'[n]} [${Array.from({ length: 9 }, () => `*${'abcdefgh'[n]}`).join(', ')}]`).join('\n')}
`;

const cases: [string, object, number, string][] = [
  ['5 MB of YAML', { yaml: `${yaml()}# ${'x'.repeat(5_000_000)}` }, 413, 'too-large'],
  [
    '5 MB of templates',
    { yaml: yaml(), files: { 'templates/a/en.txt': 'x'.repeat(5_000_000) } },
    413,
    'too-large',
  ],
  ['10,000 steps', { yaml: steps(10_000) }, 422, 'too-large'],
  ['deep nesting of YAML', { yaml: `${yaml()}lists: ${'['.repeat(100_000)}` }, 422, 'too-deep'],
  ['deep nesting of JSON', { document: deep(2_000) as object }, 422, 'too-deep'],
  ['a YAML bomb', { yaml: bomb }, 422, 'alias'],
  ['an anchor inside itself', { yaml: `${yaml()}lists: { a: &a [*a] }\n` }, 422, 'alias'],
  ['an unknown key', { yaml: yaml('tirs: []\n') }, 422, 'unknown-key'],
  [
    'a language of tomorrow',
    { yaml: yaml().replace('schema: 1', 'schema: 2') },
    422,
    'unknown-version',
  ],
  ['a character nobody can store', { yaml: yaml('title: "a\\0b"\n') }, 422, 'not-storable'],
  [
    'half a surrogate pair in a template',
    { yaml: yaml(), files: { 'templates/hello/en.txt': 'a\ud800b' } },
    422,
    'not-storable',
  ],
  [
    'a file that is none of ours',
    { yaml: yaml(), files: { '../../etc/passwd': 'x' } },
    422,
    'unknown-file',
  ],
  [
    'a template of 200 KB',
    { yaml: yaml(), files: { 'templates/hello/en.mjml': mail('x'.repeat(200_000)) } },
    422,
    'broken-template',
  ],
  [
    'a template of 1,000 elements',
    {
      yaml: yaml(),
      files: { 'templates/hello/en.mjml': mail('<mj-text>x</mj-text>'.repeat(1_000)) },
    },
    422,
    'broken-template',
  ],
  [
    'a template nested 5,000 levels deep',
    { yaml: yaml(), files: { 'templates/hello/en.mjml': mail('{% if a %}'.repeat(1_000)) } },
    422,
    'broken-template',
  ],
  [
    'front matter that is a bomb',
    { yaml: yaml(), files: { 'templates/hello/en.txt': `---\nsubject: &a [*a]\n---\nx` } },
    422,
    'broken-template',
  ],
  [
    'holidays that are none',
    { yaml: yaml(), files: { 'calendars/de-2026.yaml': 'calendar: de-2026\n' } },
    422,
    'invalid-type',
  ],
  ['neither YAML nor JSON', {}, 422, 'invalid'],
];

describe('refused within a second, with a clear error, and nothing is changed', () => {
  test.each(cases)('%s', async (_name, body, status, code) => {
    const { answer, took } = await timed(() => editor.publish(body));
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code });
    expect(answer.body.message.length).toBeGreaterThan(5);
    expect(took).toBeLessThan(AT_MOST);
    expect(await everything()).toBe(before);
  });

  test.each(cases.filter(([, , status]) => status === 422).slice(0, 10))(
    'as a draft: %s, saved with its problem or refused',
    async (_name, body) => {
      const { answer, took } = await timed(() =>
        editor.ask('POST', '/v1/playbooks/small/drafts', { title: 'x', ...body }),
      );
      const found = answer.status === 201 ? answer.body.problems : answer.body.errors;
      expect(found.length).toBeGreaterThan(0);
      expect(took).toBeLessThan(AT_MOST);
      expect(await everything()).toBe(before);
    },
  );

  test.each(['publish', 'drafts', 'lint'])(
    'JSON nested 60,000 levels deep, to %s',
    async (route) => {
      const nested = `${'{"all":'.repeat(60_000)}1${'}'.repeat(60_000)}`;
      const path = route === 'lint' ? '/v1/playbooks/lint' : `/v1/playbooks/small/${route}`;
      const title = route === 'drafts' ? '"title":"x",' : '';
      const { answer, took } = await timed(() =>
        editor.ask('POST', path, `{${title}"document":${nested}}`),
      );
      expect(took).toBeLessThan(AT_MOST);
      expect(answer.status).toBeLessThan(500);
      expect(JSON.stringify(answer.body)).toMatch(/too-deep|cannot be stored/);
      expect(await everything()).toBe(before);
    },
  );

  test.each([
    ['a newer version than there is', 7, 409],
    ['an older one', 0, 409],
    ['no number', 'one', 422],
    ['a negative one', -1, 422],
    ['a fraction', 1.5, 422],
  ])('expectedVersion is %s', async (_name, expectedVersion, status) => {
    const answer = await editor.publish({
      yaml: yaml('marks: { mql: { scoreReached: 80 } }\n'),
      expectedVersion,
    });
    expect(answer.status).toBe(status);
    expect(await everything()).toBe(before);
  });
});
