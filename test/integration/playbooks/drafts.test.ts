import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { storedBundle } from '../../../src/playbooks/bundle/stored-bundle.js';
import { type RunningApi, runningApi } from '../ingest/running-api.js';
import { Editor, files, mail, yaml } from './small-bundle.js';

let api: RunningApi;
let editor: Editor;
let name = '';
let count = 0;
beforeAll(async () => {
  api = await runningApi();
  editor = new Editor(api);
});
afterAll(() => api.stop());
beforeEach(async () => {
  name = `p${++count}`;
  await editor.publish({ yaml: yaml('', { name }), files: files() }, name);
});

const drafts = () => `/v1/playbooks/${name}/drafts`;
const begin = (body: object = {}, headers: Record<string, string> = {}) =>
  editor.ask('POST', drafts(), { title: 'Autumn', ...body }, headers);
const save = (id: string, etag: string, body: object) =>
  editor.ask('PUT', `${drafts()}/${id}`, { title: 'Autumn', ...body }, { 'if-match': etag });
const marked = () => yaml('marks: { mql: { scoreReached: 80 } }\n', { name });

describe('a draft', () => {
  test('begins as the newest version, with who and when', async () => {
    const { status, headers, body } = await begin();
    expect(status).toBe(201);
    expect(headers.get('etag')).toBe('"1"');
    expect(headers.get('location')).toBe(`${drafts()}/${body.id}`);
    expect(body).toMatchObject({
      title: 'Autumn',
      revision: 1,
      baseVersion: 1,
      content: { yaml: yaml('', { name }) },
      files: {},
      problems: [],
      createdBy: 'admin',
      publishedVersion: null,
    });
    const list = await editor.get(drafts());
    expect(list.body.data).toMatchObject([{ id: body.id, title: 'Autumn', problems: 0 }]);
  });

  test('is saved with its mistakes, shows them by line, and cannot be published', async () => {
    const { body } = await begin();
    const wrong = yaml('tirs: []\n', { name });
    const saved = await save(body.id, '"1"', { yaml: wrong });
    expect(saved.status).toBe(200);
    expect(saved.body.problems).toMatchObject([{ code: 'unknown-key', line: 19, column: 1 }]);
    expect((await editor.get(`${drafts()}/${body.id}`)).body.content.yaml).toBe(wrong);
    const published = await editor.ask('POST', `${drafts()}/${body.id}/publish`, {});
    expect(published).toMatchObject({ status: 422, body: { code: 'unknown-key' } });
    expect((await storedBundle(api.db, name))?.version).toBe(1);
  });

  test('changes a template, is previewed, and is published with it', async () => {
    const { body } = await begin();
    const changes = { 'templates/hello/en.mjml': mail('Hello {{ lead.name }}') };
    await save(body.id, '"1"', { yaml: yaml('', { name }), files: changes });
    const preview = await editor.ask('POST', '/v1/templates/hello/preview', {
      playbook: name,
      draft: body.id,
      lead: { name: 'Ada' },
    });
    expect(preview.body).toMatchObject({ subject: 'Hello Ada', locale: 'en', form: 'mail' });
    const published = await editor.ask('POST', `${drafts()}/${body.id}/publish`, {});
    expect(published.body).toMatchObject({ outcome: 'published', version: 2 });
    const stored = await storedBundle(api.db, name);
    expect(stored?.files.get('templates/hello/en.mjml')).toBe(changes['templates/hello/en.mjml']);
    expect(stored?.files.get('templates/later/en.mjml')).toBe(mail('Later'));
    const closed = await editor.get(`${drafts()}/${body.id}`);
    expect(closed.body).toMatchObject({ publishedVersion: 2, publishedBy: 'admin' });
    const late = await save(body.id, '"2"', { yaml: marked() });
    expect(late).toMatchObject({ status: 409, body: { code: 'draft-published' } });
  });

  test('stands in a list that is read page by page, with what it changes and how many mistakes it has', async () => {
    const first = await begin({ files: { 'templates/hello/en.mjml': mail('Other') } });
    const second = await begin({ yaml: yaml('tirs: []\n', { name }) });
    const page = await editor.get(`${drafts()}?limit=1`);
    expect(page.body.data).toEqual([
      expect.objectContaining({ id: second.body.id, files: [], problems: 1 }),
    ]);
    expect(page.body.data[0]).not.toHaveProperty('content');
    const rest = await editor.get(`${drafts()}?limit=1&after=${page.body.next}`);
    expect(rest.body).toMatchObject({
      data: [{ id: first.body.id, files: ['templates/hello/en.mjml'], problems: 0 }],
      next: null,
    });
  });

  test('is thrown away', async () => {
    const { body } = await begin();
    const path = `${drafts()}/${body.id}`;
    expect((await editor.ask('DELETE', path)).status).toBe(428);
    expect((await editor.ask('DELETE', path, undefined, { 'if-match': '"1"' })).status).toBe(204);
    expect((await editor.get(path)).status).toBe(404);
  });

  test('of a playbook that is not published yet has to be handed in', async () => {
    name = 'unpublished';
    expect((await begin()).status).toBe(422);
    const { body } = await begin({ yaml: yaml('', { name }), files: files() });
    expect(body).toMatchObject({ baseVersion: 0, problems: [] });
    const published = await editor.ask('POST', `${drafts()}/${body.id}/publish`, {});
    expect(published.body).toMatchObject({ outcome: 'published', version: 1 });
  });

  test('is one of its playbook: another name in it is a problem', async () => {
    const { body } = await begin({ yaml: yaml('', { name: 'other' }), files: files() });
    expect(body.problems).toMatchObject([{ code: 'other-name' }]);
  });
});

describe('people at once', () => {
  test('a save needs the revision it was made on: 428 without, 412 with an old one', async () => {
    const { body } = await begin();
    const path = `${drafts()}/${body.id}`;
    const without = await editor.ask('PUT', path, { title: 'x', yaml: marked() });
    expect(without).toMatchObject({ status: 428, body: { code: 'if-match-missing' } });
    expect((await save(body.id, '"1"', { yaml: marked() })).headers.get('etag')).toBe('"2"');
    const old = await save(body.id, '"1"', { yaml: yaml('', { name }) });
    expect(old).toMatchObject({ status: 412, body: { code: 'changed-meanwhile' } });
    expect(old.headers.get('etag')).toBe('"2"');
  });

  test('of twelve saves on one revision exactly one counts', async () => {
    const { body } = await begin();
    const saves = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        save(body.id, '"1"', { title: `Title ${n}`, yaml: marked() }),
      ),
    );
    const statuses = saves.map(({ status }) => status).toSorted((a, b) => a - b);
    expect(statuses).toEqual([200, ...Array.from({ length: 11 }, () => 412)]);
    const winner = saves.find(({ status }) => status === 200);
    const now = await editor.get(`${drafts()}/${body.id}`);
    expect(now.body).toMatchObject({ revision: 2, title: winner?.body.title });
  });

  test('of two drafts on one version the second to be published is told', async () => {
    const ids = await Promise.all(
      ['80', '90'].map(async (from) => {
        const text = yaml(`marks: { mql: { scoreReached: ${from} } }\n`, { name });
        return (await begin({ yaml: text })).body.id as string;
      }),
    );
    const answers = await Promise.all(
      ids.map((id) => editor.ask('POST', `${drafts()}/${id}/publish`, {})),
    );
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe('newer-version');
    expect((await storedBundle(api.db, name))?.version).toBe(2);
    const lost = ids[answers.findIndex(({ status }) => status === 409)];
    const anyway = await editor.ask('POST', `${drafts()}/${lost}/publish`, { expectedVersion: 2 });
    expect(anyway.body).toMatchObject({ outcome: 'published', version: 3 });
  });

  test('one draft published by ten at once becomes one version', async () => {
    const { body } = await begin({ yaml: marked() });
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => editor.ask('POST', `${drafts()}/${body.id}/publish`, {})),
    );
    const counts = answers.map(({ status }) => status);
    expect(counts.filter((status) => status === 200)).toHaveLength(1);
    expect(counts.filter((status) => status === 409)).toHaveLength(9);
    expect((await storedBundle(api.db, name))?.version).toBe(2);
  });

  test('a draft saved while it is published is published as it was, or not at all', async () => {
    const { body } = await begin({ yaml: marked() });
    const [published, saved] = await Promise.all([
      editor.ask('POST', `${drafts()}/${body.id}/publish`, {}, { 'if-match': '"1"' }),
      save(body.id, '"1"', { yaml: yaml('marks: { mql: { scoreReached: 99 } }\n', { name }) }),
    ]);
    const marks = JSON.stringify((await storedBundle(api.db, name))?.document.marks ?? null);
    const outcomes = [
      { published: 200, saved: 409, marks: '{"mql":{"scoreReached":80}}' },
      { published: 412, saved: 200, marks: 'null' },
    ];
    expect(outcomes).toContainEqual({ published: published.status, saved: saved.status, marks });
  });

  test('a draft begun twice under one key is one draft', async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => begin({}, { 'idempotency-key': 'autumn-1' })),
    );
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201, 201]);
    expect((await editor.get(drafts())).body.data).toHaveLength(1);
  });
});

describe('templates', () => {
  test('are listed by version, with their languages', async () => {
    const { body } = await editor.get(`/v1/templates?playbook=${name}`);
    expect(body).toMatchObject({
      playbook: name,
      version: 1,
      data: [
        { id: 'hello', texts: [{ path: 'templates/hello/en.mjml', locale: 'en', form: 'mail' }] },
        { id: 'later' },
      ],
    });
  });

  test('of an old version are still read, and tell which versions carry them', async () => {
    await editor.publish({ yaml: yaml('', { name }), files: files('Hello again') }, name);
    const old = await editor.get(`/v1/templates/hello?playbook=${name}&version=1`);
    expect(old.body.texts[0].source).toBe(mail('Hello'));
    const now = await editor.get(`/v1/templates/hello?playbook=${name}`);
    expect(now.body.texts[0].source).toBe(mail('Hello again'));
    expect(now.body.versions.map(({ version }: { version: number }) => version)).toEqual([2, 1]);
    expect((await editor.get(`/v1/templates/none?playbook=${name}`)).status).toBe(404);
    expect((await editor.get(`/v1/templates?playbook=${name}&version=9`)).status).toBe(404);
  });

  test('are shown to a made-up lead, and nothing is sent', async () => {
    const shown = await editor.ask('POST', '/v1/templates/welcome-whitepaper/preview', {
      playbook: 'lead-to-conversion',
      locale: 'zh-CN',
    });
    expect(shown.status).toBe(200);
    expect(shown.body).toMatchObject({ locale: 'zh-CN', form: 'mail' });
    expect(shown.body.html).toContain('王芳');
    expect((await editor.get('/v1/messages')).body.data).toEqual([]);
  });
});
