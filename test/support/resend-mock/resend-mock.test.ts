import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ResendMock } from './resend-mock.js';

const mail = {
  from: 'Leadloom <hello@example.com>',
  to: ['wang@example.com'],
  subject: 'Hello',
  text: 'Hello',
};

let now = 0;
let mock: ResendMock;
beforeEach(async () => {
  now = 0;
  mock = await ResendMock.start({ now: () => now });
});
afterEach(async () => mock.stop());

async function post(body: unknown, headers: Record<string, string> = {}, url = mock.url) {
  const response = await fetch(`${url}/emails`, {
    method: 'POST',
    headers: { authorization: 'Bearer re_x', 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const answer: { id?: string; name?: string } = JSON.parse(await response.text());
  return { status: response.status, headers: response.headers, ...answer };
}
const withKey = (key: string) => ({ 'idempotency-key': key });

describe('an idempotency key', () => {
  test('gives an equal request the first answer, without a second mail', async () => {
    const first = await post(mail, withKey('a'));
    expect((await post(mail, withKey('a'))).id).toBe(first.id);
    expect(mock.accepted).toHaveLength(1);
  });

  test('refuses another payload', async () => {
    await post(mail, withKey('a'));
    const other = await post({ ...mail, text: 'other' }, withKey('a'));
    expect(other).toMatchObject({ status: 409, name: 'invalid_idempotent_request' });
  });

  test('refuses a second request while the first is in flight', async () => {
    mock.faults.add({ do: 'delay', ms: 100 });
    const answers = await Promise.all([post(mail, withKey('a')), post(mail, withKey('a'))]);
    expect(answers.map(({ name }) => name)).toContain('concurrent_idempotent_requests');
    expect(mock.accepted).toHaveLength(1);
  });

  test('is forgotten after 24 hours', async () => {
    await post(mail, withKey('a'));
    now = 24 * 3600_000;
    await post(mail, withKey('a'));
    expect(mock.accepted).toHaveLength(2);
  });

  test('is free again when the request came to nothing', async () => {
    mock.faults.add({ do: 'error-before-accept' });
    expect((await post(mail, withKey('a'))).status).toBe(500);
    expect((await post(mail, withKey('a'))).status).toBe(200);
  });

  test('has at most 256 characters', async () => {
    const refused = await post(mail, withKey('a'.repeat(257)));
    expect(refused).toMatchObject({ status: 400, name: 'invalid_idempotency_key' });
  });
});

describe('a request', () => {
  test('is checked against the published description', async () => {
    expect(await post({ ...mail, to: undefined })).toMatchObject({
      status: 422,
      name: 'missing_required_field',
    });
    expect(await post({ ...mail, headers: 'x' })).toMatchObject({ name: 'validation_error' });
    expect(await post({ ...mail, to: Array(51).fill('a@b.example') })).toMatchObject({
      status: 422,
    });
    expect(await post('not json')).toMatchObject({ status: 422 });
  });

  test('wants a key', async () => {
    expect(await post(mail, { authorization: '' })).toMatchObject({
      status: 401,
      name: 'missing_api_key',
    });
  });

  test('over the limit is told when to come back', async () => {
    const slow = await ResendMock.start({ requestsPerSecond: 2, now: () => now });
    const answers = [];
    for (let i = 0; i < 3; i += 1) answers.push(await post(mail, {}, slow.url));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(answers[1]?.headers.get('ratelimit-remaining')).toBe('0');
    expect(answers[2]?.headers.get('retry-after')).toBe('1');
    now = 1000;
    expect((await post(mail, {}, slow.url)).status).toBe(200);
    await slow.stop();
  });
});

test('runs as a process of its own, is scripted from outside, and ends with who started it', async () => {
  const main = join('test', 'support', 'resend-mock', 'main.ts');
  const child = spawn(process.execPath, ['--import', './scripts/typescript.mjs', main], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const [url] = await once(createInterface(child.stdout), 'line');
  const scripted = { method: 'POST', body: JSON.stringify({ do: 'drop-after-accept' }) };
  await fetch(`${url}/mock/faults`, scripted);
  await expect(post(mail, withKey('a'), url)).rejects.toThrow('fetch failed');
  const accepted = await fetch(`${url}/mock/accepted`);
  expect(await accepted.json()).toMatchObject({ data: [{ ...mail, idempotencyKey: 'a' }] });
  child.stdin.end();
  expect(await once(child, 'exit')).toEqual([0, null]);
});
