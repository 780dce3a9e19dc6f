import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { defaultPayloadConverter } from '@temporalio/common';
import { Sealer } from '../../../src/crypto/sealer.js';
import { SealedPayloads } from '../../../src/temporal/sealed-payloads.js';
import { type RunningApi, runningApi } from '../ingest/running-api.js';

const UI = 'http://localhost:8233';

let api: RunningApi;
let sealed: { metadata: Record<string, string>; data: string };

beforeAll(async () => {
  api = await runningApi();
  const codec = new SealedPayloads(api.get(Sealer));
  const payload = defaultPayloadConverter.toPayload({ tier: 'A' });
  const [{ metadata, data } = {}] = await codec.encode([payload]);
  sealed = {
    metadata: { encoding: Buffer.from(metadata?.['encoding'] ?? []).toString('base64') },
    data: Buffer.from(data ?? []).toString('base64'),
  };
});
afterAll(() => api.stop());

const decode = (headers: Record<string, string>) =>
  api.request('/dev/codec/decode', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ payloads: [sealed] }),
  });

/** `fetch` writes the Host header itself; a rebound name has to be told. */
const statusUnderName = (host: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const call = request(`${api.url}/dev/codec/decode`, { method: 'POST', headers: { host } });
    call
      .once('response', ({ statusCode }) => resolve(statusCode))
      .once('error', reject)
      .end();
  });

describe("the codec endpoint of Temporal's UI", () => {
  test("opens a payload for the UI's page on this machine", async () => {
    const answer = await decode({ origin: UI, 'x-namespace': 'default' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBe(UI);
    const [opened] = answer.body.payloads;
    expect(JSON.parse(Buffer.from(opened.data, 'base64').toString())).toEqual({ tier: 'A' });
  });

  test('answers the question a browser asks first', async () => {
    const answer = await api.request('/dev/codec/decode', {
      method: 'OPTIONS',
      headers: {
        origin: UI,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,x-namespace',
      },
    });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-headers')).toBe('content-type,x-namespace');
  });

  test('refuses pages from elsewhere, and names that only lead here', async () => {
    expect((await decode({ origin: 'https://evil.example' })).status).toBe(403);
    expect(await statusUnderName('evil.example')).toBe(403);
  });

  test('does not exist in production', async () => {
    const production = await runningApi({ LEADLOOM_ENV: 'production' });
    const answer = await production.request('/dev/codec/decode', { method: 'POST' });
    await production.stop();
    expect(answer.status).toBe(404);
  });
});
