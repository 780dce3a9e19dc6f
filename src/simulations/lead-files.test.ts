import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { afterAll, describe, expect, it } from '@jest/globals';

import { fromSource } from '../../test/support/threads.js';
import { LeadFiles } from './lead-files.js';

const folder = mkdtempSync(join(tmpdir(), 'leadloom-killed-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const event = (lead: string, at: number) => {
  const body = { kind: 'event', name: 'e', properties: { is: '王'.repeat(400) } } as const;
  return { lead, input: { id: `${at}`, at, occurredAt: at, body } };
};

/** Takes in events until they are on the disk, says so, and waits to be killed. */
const PROGRAM = `
  import { LeadFiles } from ${JSON.stringify(new URL('lead-files.ts', import.meta.url).href)};
  const files = new LeadFiles(1);
  const body = { kind: 'event', name: 'e', properties: { is: 'wang@example.cn'.repeat(100) } };
  for (let n = 0; n < 500; n++) files.add({ lead: 'a', input: { id: 'i', at: n, occurredAt: n, body } });
  console.log('there');
  setInterval(() => files.events, 1_000);
`;

describe('events that are parted on the disk', () => {
  it('come back as they were, in pieces of every bucket', async () => {
    const files = new LeadFiles(40 * 2 ** 20);
    for (let n = 0; n < 3_000; n++) files.add(event(`lead-${n % 30}`, 3_000 - n));
    const told = new Map<string, number[]>();
    for await (const { lead, inputs } of files.histories()) {
      for (const { body } of inputs) expect(body).toEqual(event('', 0).input.body);
      told.set(
        lead,
        Array.from(inputs, ({ at }) => at),
      );
    }
    files.close();
    expect(told.size).toBe(30);
    expect(told.get('lead-0')).toEqual(Array.from({ length: 100 }, (_, n) => 30 + n * 30));
  });

  it('are on it without a name: a process that is killed leaves nothing behind', async () => {
    const child = spawn(
      execPath,
      [...(fromSource.execArgv ?? []), '--input-type=module', '--eval', PROGRAM],
      {
        env: { ...process.env, TMPDIR: folder, NODE_OPTIONS: '' },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const [said] = (await once(child.stdout, 'data')) as [Buffer];
    expect(said.toString()).toBe('there\n');
    expect(readdirSync(folder)).toEqual([]);
    child.kill('SIGKILL');
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
    expect(readdirSync(folder)).toEqual([]);
  });
});
