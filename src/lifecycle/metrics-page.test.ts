import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Counter, Registry } from 'prom-client';
import { MetricsPage } from './metrics-page.js';

let page: MetricsPage;

beforeEach(async () => {
  const registry = new Registry();
  new Counter({ name: 'finds_total', help: 'finds', registers: [registry] }).inc(3);
  page = new MetricsPage(registry, '127.0.0.1', 0);
  await page.onApplicationBootstrap();
});
afterEach(() => page.onModuleDestroy());

describe('a worker', () => {
  test('shows what it has counted', async () => {
    const answer = await fetch(`${page.address}/metrics`);
    expect(answer.headers.get('content-type')).toContain('text/plain');
    expect(await answer.text()).toContain('finds_total 3');
  });

  test('says that it is alive', async () => {
    expect(await (await fetch(`${page.address}/healthz`)).json()).toEqual({ status: 'ok' });
  });

  test('serves nothing else', async () => {
    expect((await fetch(`${page.address}/v1/leads`)).status).toBe(404);
  });
});
