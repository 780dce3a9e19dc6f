import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { canonical, hashOf } from '../../../engine/playbook/hash.js';
import { projectRoot } from '../../../src/config/project-root.js';
import { adoptFiles } from '../../../src/playbooks/adopt-files.js';
import { storedBundle } from '../../../src/playbooks/bundle/stored-bundle.js';
import { PlaybookLibrary } from '../../../src/playbooks/library.js';
import { documentOf } from '../../support/playbook/small.js';
import { Decider } from '../insights/decider.js';
import { type RunningApi, runningApi } from '../ingest/running-api.js';
import { Editor, files, mail, yaml } from './small-bundle.js';

let api: RunningApi;
let editor: Editor;
beforeAll(async () => {
  api = await runningApi();
  editor = new Editor(api);
});
afterAll(() => api.stop());

const shippedYaml = readFileSync(join(projectRoot, 'playbooks/lead-to-conversion.yaml'), 'utf8');

async function subjects(): Promise<string[]> {
  const { body } = await editor.get('/v1/messages?limit=200');
  return body.data.map(({ templateHash }: { templateHash: string }) => templateHash);
}

describe('a published version', () => {
  test('carries the templates it names, and its content is one hash', async () => {
    const published = await editor.publish({ yaml: yaml(), files: files() });
    expect(published).toMatchObject({ status: 200, body: { outcome: 'published', version: 1 } });
    const stored = await storedBundle(api.db, 'small');
    expect([...(stored?.files.keys() ?? [])]).toEqual([
      'small.yaml',
      'templates/hello/en.mjml',
      'templates/later/en.mjml',
    ]);
    const again = await editor.publish({ yaml: `# another comment\n${yaml()}` });
    expect(again.body).toMatchObject({ outcome: 'unchanged', version: 1 });
    const other = await editor.publish({ yaml: yaml(), files: files('Hello', 'Much later') });
    expect(other.body).toMatchObject({ outcome: 'published', version: 2 });
    expect(other.body.hash).not.toBe(published.body.hash);
  });

  test('stores a text once, however many versions carry it', async () => {
    const { rows } = await sql<{ versions: number; texts: number }>`
      select count(*) as versions, count(distinct hash) as texts from playbook_file
      where name = 'small' and path = 'templates/hello/en.mjml'`.execute(api.db);
    expect(rows[0]).toEqual({ versions: 2, texts: 1 });
  });

  test('keeps the files of the version before where only the playbook is handed in', async () => {
    const changed = yaml('marks: { mql: { scoreReached: 80 } }\n');
    expect((await editor.publish({ yaml: changed })).body).toMatchObject({ version: 3 });
    const stored = await storedBundle(api.db, 'small');
    expect(stored?.files.get('templates/later/en.mjml')).toBe(mail('Much later'));
  });

  test('brings the shipped templates and holidays along, so that it owns them', async () => {
    const stored = await storedBundle(api.db, 'lead-to-conversion');
    const paths = [...(stored?.files.keys() ?? [])];
    expect(paths).toEqual(
      expect.arrayContaining([
        'calendars/cn-2026.yaml',
        'lead-to-conversion.yaml',
        'templates/welcome-whitepaper/en.mjml',
        'templates/welcome-whitepaper/zh-CN.mjml',
      ]),
    );
    const again = await editor.publish({ yaml: shippedYaml }, 'lead-to-conversion');
    expect(again.body).toMatchObject({ outcome: 'unchanged', version: 1 });
  });
});

describe('a lead', () => {
  test('that is inside gets the texts of its own version, a new one those of the newest', async () => {
    const name = 'pinned';
    await editor.publish(
      { yaml: yaml('', { name, wait: '1s' }), files: files('Old', 'Old, later') },
      name,
    );
    const decider = new Decider(api);
    const enter = async (userId: string) => {
      const email = `${userId}@example.com`;
      await editor.ask('POST', '/v1/identify', { userId, traits: { email }, playbook: name });
      await editor.ask('POST', '/v1/track', { userId, event: 'asked', properties: {} });
      await decider.settle();
    };
    await enter('first');
    await editor.publish(
      { yaml: yaml('', { name, wait: '1s' }), files: files('New', 'New, later') },
      name,
    );
    await enter('second');
    await sql`select pg_sleep(1.1)`.execute(api.db);
    for (const userId of ['first', 'second'])
      await editor.ask('POST', '/v1/track', { userId, event: 'asked', properties: {} });
    await decider.settle();
    const { rows } = await sql<{ texts: string }>`
      select string_agg(distinct text.source, '|' order by text.source) as texts
      from message join lead on lead.id = message.lead_id
      join bundle_text text on text.hash = message.template_hash
      where lead.playbook = ${name} group by lead.id`.execute(api.db);
    const said = rows.map(({ texts }) => texts);
    expect(said.toSorted()).toEqual(
      [`${mail('New')}|${mail('New, later')}`, `${mail('Old')}|${mail('Old, later')}`].toSorted(),
    );
    expect((await subjects()).length).toBeGreaterThanOrEqual(4);
  });
});

describe('an installation from before versions carried their files', () => {
  test('is given them at the next start, and the same playbook is still unchanged', async () => {
    const document = documentOf(shippedYaml);
    await sql`delete from playbook_file where name = 'lead-to-conversion'`.execute(api.db);
    await sql`
      update playbook_version set bundled = false, hash = ${hashOf(document)}, document = ${canonical(document)}::jsonb
      where name = 'lead-to-conversion'`.execute(api.db);
    await adoptFiles(api.db);
    await adoptFiles(api.db);
    await api.get(PlaybookLibrary).refresh();
    const stored = await storedBundle(api.db, 'lead-to-conversion');
    expect(stored?.files.has('templates/case-study/zh-CN.mjml')).toBe(true);
    const again = await editor.publish({ yaml: shippedYaml }, 'lead-to-conversion');
    expect(again.body).toMatchObject({ outcome: 'unchanged', version: 1 });
  });
});

describe('what is broken is never published', () => {
  const broken = async (path: string, text: string, more: object = {}) => {
    const name = 'broken';
    const given = { ...files(), [path]: text, ...more };
    const { status, body } = await editor.publish({ yaml: yaml('', { name }), files: given }, name);
    return { status, messages: body.errors?.map(({ message }: { message: string }) => message) };
  };

  test.each([
    [
      'Liquid that is not closed',
      mail('x').replace('<mj-text>', '<mj-text>{% if lead.name %}'),
      'templates/hello/en.mjml:4:48 tag {% if lead.name %} not closed',
    ],
    [
      'an element MJML does not know',
      mail('x').replace('<mjml>', '<mjml>\n\n').replaceAll('mj-text', 'mj-texd'),
      "templates/hello/en.mjml:6:1 (mj-texd) — Element mj-texd doesn't exist or is not registered",
    ],
    [
      'a variable nobody gives',
      mail('x').replace('>x<', '>\n  {{ user.name }}<'),
      'templates/hello/en.mjml:5:6 nobody gives the variable user',
    ],
    [
      'front matter with an unknown key',
      mail('x').replace('subject:', 'subjekt: y\nsubject:'),
      'templates/hello/en.mjml:2:1 front matter: subjekt: Unrecognized key: "subjekt"',
    ],
  ])('%s, told by file, line and column', async (_name, text, message) => {
    const { status, messages } = await broken('templates/hello/en.mjml', text);
    expect({ status, messages }).toEqual({ status: 422, messages: [message] });
  });

  test('a template nobody has, told where it is named', async () => {
    const { status, messages } = await broken('templates/hello/en.mjml', mail('x'), {
      'templates/later/en.mjml': null,
    });
    expect(status).toBe(422);
    expect(messages[0]).toContain('yaml:17:27 ');
    expect(messages[0]).toContain('unknown template `later`');
  });

  test('and nothing of it was stored', async () => {
    expect(await storedBundle(api.db, 'broken')).toBeUndefined();
  });
});

describe('a playbook with lock: git', () => {
  const DRAFTS = '/v1/playbooks/kept/drafts';
  const locked = yaml('lock: git\n', { name: 'kept' });
  const source = { repo: 'https://example.com/marketing/playbooks.git', commit: '4f2a9c1' };

  test('is published with a source alone; edits by hand are 409 and name the repository', async () => {
    const begun = await editor.ask('POST', DRAFTS, { title: 'x', yaml: locked });
    const by = await editor.publish({ yaml: locked, files: files() }, 'kept');
    expect(by).toMatchObject({ status: 409, body: { code: 'locked-in-git' } });
    const first = await editor.publish({ yaml: locked, files: files(), source }, 'kept');
    expect(first.body).toMatchObject({ outcome: 'published', version: 1 });
    const edits = [
      await editor.publish({ yaml: yaml('', { name: 'kept' }) }, 'kept'),
      await editor.ask('POST', DRAFTS, { title: 'x' }),
      await editor.ask(
        'PUT',
        `${DRAFTS}/${begun.body.id}`,
        { title: 'y', yaml: locked },
        { 'if-match': '"1"' },
      ),
    ];
    for (const { status, body } of edits) {
      expect({ status, code: body.code }).toEqual({ status: 409, code: 'locked-in-git' });
      expect(body.message).toContain(source.repo);
    }
    expect((await storedBundle(api.db, 'kept'))?.version).toBe(1);
  });

  test('is opened again from Git alone', async () => {
    const next = { ...source, commit: '5c0ffee' };
    const opened = yaml('', { name: 'kept' });
    expect((await editor.publish({ yaml: opened, source: next }, 'kept')).body).toMatchObject({
      version: 2,
    });
    const by = await editor.publish(
      { yaml: yaml('marks: { mql: { scoreReached: 80 } }\n', { name: 'kept' }) },
      'kept',
    );
    expect(by.body).toMatchObject({ outcome: 'published', version: 3 });
  });
});
