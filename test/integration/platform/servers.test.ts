import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import pg from 'pg';

import { type FreshDatabase, freshDatabase } from '../../support/servers/fresh-database.js';
import { type OwnServer, ownPostgres } from '../../support/servers/own-servers.js';
import { shared } from '../../support/servers/shared-servers.js';
import { startProxy, type TcpProxy } from '../../support/servers/tcp-proxy.js';
import { timeSkipping } from '../../support/servers/time-skipping.js';

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url, query_timeout: 1_000 });
  // A connection that is cut reports it here as well as in the query, which is where the test looks.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(text);
    return rows;
  } finally {
    await client.end();
  }
}

describe('servers for tests', () => {
  const databases: FreshDatabase[] = [];
  afterAll(() => Promise.all(databases.map((database) => database.drop())));

  test('a fresh database is the embedded PostgreSQL 18, and nobody else sees it', async () => {
    const [one, other] = await Promise.all([freshDatabase(), freshDatabase()]);
    databases.push(one, other);
    await query(one.url, 'create table mine (n int)');
    const [row] = await query(one.url, "select current_setting('server_version_num')::int as v");
    expect(row).toEqual({ v: expect.any(Number) });
    expect(Math.floor((row as { v: number }).v / 10_000)).toBe(18);
    expect(await query(other.url, "select to_regclass('mine') as t")).toEqual([{ t: null }]);
  });

  test('Temporal takes workflows with our search attributes', async () => {
    const connection = await Connection.connect({ address: shared('temporal') });
    const { customAttributes } = await connection.operatorService.listSearchAttributes({
      namespace: 'default',
    });
    await connection.close();
    expect(Object.keys(customAttributes ?? {})).toEqual(
      expect.arrayContaining(['LeadTier', 'LeadStage']),
    );
  });

  test('a month passes at once on the time-skipping server', async () => {
    const env = await timeSkipping();
    try {
      const before = await env.currentTimeMs();
      await env.sleep('30 days');
      expect((await env.currentTimeMs()) - before).toBeGreaterThanOrEqual(30 * 86_400_000);
      const client = new Client({ connection: env.connection });
      const tier = defineSearchAttributeKey('LeadTier', SearchAttributeType.KEYWORD);
      const handle = await client.workflow.start('nobodyRunsThis', {
        workflowId: 'lead/one',
        taskQueue: 'none',
        typedSearchAttributes: [{ key: tier, value: 'A' }],
      });
      expect((await handle.describe()).typedSearchAttributes.get(tier)).toBe('A');
    } finally {
      await env.teardown();
    }
  });
});

describe('a proxy before PostgreSQL', () => {
  let server: OwnServer;
  let proxy: TcpProxy;
  let url: string;

  beforeAll(async () => {
    server = await ownPostgres();
    proxy = await startProxy({ host: '127.0.0.1', port: server.port });
    url = server.address.replace(`:${server.port}/`, `:${proxy.port}/`);
  });
  afterAll(async () => {
    await proxy.stop();
    await server.remove();
  });

  test('cuts what is under way and lets the next one through', async () => {
    const running = "select from pg_stat_activity where query like 'select pg_sleep%'";
    const cutOnceRunning = async (): Promise<void> => {
      while ((await query(server.address, running)).length === 0);
      proxy.cut();
    };
    await Promise.all([
      expect(query(url, 'select pg_sleep(0.5)')).rejects.toThrow(/ECONNRESET|terminated/),
      cutOnceRunning(),
    ]);
    expect(await query(url, 'select 1 as n')).toEqual([{ n: 1 }]);
  });

  test('refuses, hangs, and works again', async () => {
    proxy.refuse();
    await expect(query(url, 'select 1')).rejects.toThrow(/ECONNRESET|terminated/);
    proxy.restore();
    const client = new pg.Client({ connectionString: url, query_timeout: 300 });
    await client.connect();
    proxy.stall();
    await expect(client.query('select 1')).rejects.toThrow(/timeout/);
    proxy.restore();
    await client.end();
    expect(await query(url, 'select 2 as n')).toEqual([{ n: 2 }]);
  });

  test('a killed server comes back on its port with its data', async () => {
    await query(server.address, 'create table kept as select 7 as n');
    await query(server.address, 'checkpoint');
    await server.kill();
    await expect(query(server.address, 'select 1')).rejects.toThrow(/ECONNREFUSED/);
    await server.start();
    expect(await query(server.address, 'select n from kept')).toEqual([{ n: 7 }]);
  });
});
