import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { holidaysOf2026 } from '../../../test/support/playbook/holidays.js';
import { CommandFailed } from '../command-failed.js';
import { simulate, type SimulateOptions } from './simulate.js';

const folder = mkdtempSync(join(tmpdir(), 'leadloom-simulate-command-'));
const history = join(folder, 'events.ndjson');
const playbook = new URL('../../../playbooks/lead-to-conversion.yaml', import.meta.url).pathname;

const line = (leadId: string, hour: number): string => {
  const timestamp = new Date(Date.UTC(2026, 10, 30, hour)).toISOString();
  return JSON.stringify({ leadId, timestamp, event: 'pricing_page_visited' });
};

beforeAll(() => writeFileSync(history, `${line('a', 1)}\n${line('b', 2)}\n${line('a', 3)}\n`));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the command says, on both channels. */
async function said(
  options: Partial<SimulateOptions>,
  { path = playbook, meanwhile }: { path?: string; meanwhile?: () => void } = {},
): Promise<string> {
  const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  const bar = jest.spyOn(process.stderr, 'write').mockImplementation(() => true);
  try {
    const running = simulate(path, { history, ...options });
    meanwhile?.();
    await running;
    return log.mock.calls.flat().join('\n');
  } finally {
    log.mockRestore();
    bar.mockRestore();
  }
}

describe('leadloom simulate', () => {
  it('tells what a playbook makes of a file, for people and for programs', async () => {
    expect(await said({})).toMatch(/^lead-to-conversion: 2 leads, 3 events in /);
    const answer: unknown = JSON.parse(await said({ json: true, baseline: playbook }));
    expect(answer).toMatchObject({ leads: 2, complete: true, against: 'baseline' });
  });

  it('takes a folder, and the lists of holidays beside a playbook', async () => {
    const own = join(folder, 'own');
    mkdirSync(join(own, 'calendars'), { recursive: true });
    writeFileSync(join(own, 'calendars', 'de-2026.yaml'), holidaysOf2026);
    const yaml = readFileSync(playbook, 'utf8');
    const file = join(own, 'draft.yaml');
    writeFileSync(file, yaml.replace('include: [cn-2026', 'include: [de-2026, cn-2026'));
    for (const path of [own, file])
      expect(await said({ baseline: own }, { path })).toMatch(/2 leads/);
    writeFileSync(join(own, 'calendars', 'de-2026.yaml'), 'calendar: de-2025');
    await expect(said({}, { path: file })).rejects.toThrow(join(own, 'calendars', 'de-2026.yaml'));
  });

  it('is bounded by --since and --until', async () => {
    const until = '2026-11-30T01:30:00Z';
    expect(JSON.parse(await said({ json: true, until }))).toMatchObject({ events: 1 });
    await expect(said({ since: '2027-01-01' })).rejects.toThrow('holds no event of that time');
    await expect(said({ since: 'soon' })).rejects.toThrow(CommandFailed);
  });

  it('ends at Ctrl-C with what it came to by then', async () => {
    const listeners = process.listenerCount('SIGINT');
    const text = await said({ json: true }, { meanwhile: () => process.emit('SIGINT') });
    expect(JSON.parse(text)).toMatchObject({ leads: 1, complete: false });
    expect(process.listenerCount('SIGINT')).toBe(listeners);
  });

  it('says by line what it cannot read, and what a CSV needs', async () => {
    const broken = join(folder, 'broken.ndjson');
    writeFileSync(broken, `${line('a', 1)}\nnonsense\n`);
    await expect(said({ history: broken })).rejects.toThrow(/^Line 2 is not JSON/);
    await expect(said({ history: join(folder, 'none.ndjson') })).rejects.toThrow('ENOENT');
    writeFileSync(join(folder, 'leads.csv'), 'a\n1\n');
    await expect(said({ history: join(folder, 'leads.csv') })).rejects.toThrow('needs --map');
  });
});
