import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { projectRoot } from '../../../src/config/project-root.js';
import { publishBody } from '../../../src/playbooks/playbook-body.js';
import { type RunningApi, runningApi } from '../ingest/running-api.js';

const page = readFileSync(join(projectRoot, 'docs/api.md'), 'utf8');

/** `POST /v1/leads` and its like, as the page writes them; what follows a question mark is not part of a route. */
const named = new Set(
  [...page.matchAll(/`(GET|POST|PUT|PATCH|DELETE) (\/[^\s`?]*)[^`]*`/g)].map(
    ([, method, path]) => `${method} ${path}`,
  ),
);

/** The example of that name. */
function example(name: string) {
  const [, text] = new RegExp(`\`\`\`json ${name}\\n([^]*?)\`\`\``).exec(page) ?? [];
  return JSON.parse(text ?? '');
}

let api: RunningApi;
beforeAll(async () => {
  api = await runningApi();
});
afterAll(() => api.stop());

describe('the page about the API', () => {
  test('names every route there is, and none that is not', async () => {
    const { body } = await api.request('/openapi.json');
    const described = Object.entries<object>(body.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect([...named].toSorted()).toEqual(described.toSorted());
  });

  test('shows a form that is taken, and its answer as it comes', async () => {
    const { status, body } = await api.post('/v1/leads', example('capture'));
    expect(status).toBe(202);
    expect(Object.keys(body)).toEqual(Object.keys(example('captured')));
    expect(body).toMatchObject({ messageId: 'form-7f3a', duplicate: false, status: 'created' });
  });

  test('shows an event that is taken', async () => {
    const { status, body } = await api.post('/v1/track', example('track'));
    expect({ status, body }).toEqual({ status: 200, body: { success: true } });
  });

  test('shows a publication that is understood', () => {
    expect(publishBody.safeParse(example('publication')).error).toBeUndefined();
  });

  test('shows what a refusal looks like', async () => {
    const { email, ...fields } = example('capture').fields;
    const capture = { ...example('capture'), messageId: 'another', fields };
    const { status, body } = await api.post('/v1/leads', capture);
    const shown = example('problem');
    expect({ status, body }).toMatchObject({
      status: 422,
      body: {
        type: shown.type,
        status: shown.status,
        code: shown.code,
        errors: [{ pointer: '/fields/email' }],
      },
    });
    expect(JSON.stringify(body)).not.toContain(email);
    for (const member of Object.keys(shown)) expect(body).toHaveProperty(member);
  });
});
