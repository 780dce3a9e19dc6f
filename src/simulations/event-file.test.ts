import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';

import { compile } from '../../engine/playbook/compile.js';
import type { LeadHistory } from '../../engine/simulate/history.js';
import { whatIf } from '../../engine/simulate/what-if.js';
import { documentOf } from '../../test/support/playbook/small.js';
import { columnsOf, parseImportMap } from '../imports/import-map.js';
import { csvEvents, ndjsonEvents } from './event-file.js';
import { readFileEvent, type FiledInput } from './file-event.js';
import { LeadFiles } from './lead-files.js';

const folder = mkdtempSync(join(tmpdir(), 'leadloom-event-file-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(name: string, lines: readonly string[]): string {
  const file = join(folder, name);
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

async function grouped(events: AsyncIterable<FiledInput>, bytes: number): Promise<LeadHistory[]> {
  const files = new LeadFiles(bytes);
  try {
    for await (const event of events) files.add(event);
    const histories: LeadHistory[] = [];
    for await (const history of files.histories()) histories.push(history);
    return histories;
  } finally {
    files.close();
  }
}

const leftOnDisk = (): string[] =>
  readdirSync(tmpdir()).filter((name) => name.startsWith('leadloom-simulate-'));

describe('a line of a file of events', () => {
  it('says whose it is, when, what, and what it tells of the lead', () => {
    const line = {
      leadId: 'a',
      timestamp: '2026-09-01T10:00:00+08:00',
      event: 'form_submitted',
      properties: { form: 'x' },
      traits: { email: 'someone@example.cn', companySize: '200' },
      consent: { email: true },
      context: { ip: 'passed over' },
    };
    const at = Date.parse(line.timestamp);
    expect(readFileEvent(JSON.stringify(line), 7)).toEqual({
      lead: 'a',
      input: {
        id: 'line-7',
        at,
        occurredAt: at,
        facts: {
          attributes: line.traits,
          consent: [{ channel: 'email', purpose: 'marketing', granted: true, by: 'lead' }],
          reach: { email: 'ok' },
        },
        body: { kind: 'event', name: 'form_submitted', properties: { form: 'x' } },
      },
    });
  });

  it('without an event is what an identify call is', () => {
    const { lead, input } = readFileEvent(
      '{"userId":"u","timestamp":"2026-09-01T10:00:00Z","tags":["vip"]}',
      1,
    );
    expect(lead).toBe('u');
    expect(input).toMatchObject({ body: { kind: 'update' }, facts: { tags: { add: ['vip'] } } });
  });

  it.each([
    ['not json', 'Line 3 is not JSON'],
    ['{"leadId":"a"}', 'Line 3: timestamp: '],
    ['{"timestamp":"2026-09-01T10:00:00Z"}', 'Line 3: say whose event it is'],
    ['{"leadId":"a","timestamp":"yesterday"}', 'Line 3: timestamp: '],
  ])('%s is refused with its place', (line, message) => {
    expect(() => readFileEvent(line, 3)).toThrow(message);
  });
});

describe('events of any order', () => {
  it('come lead by lead and in time, each lead once, and nothing of them stays on the disk', async () => {
    const before = leftOnDisk();
    const lines = Array.from({ length: 600 }, (_, n) =>
      JSON.stringify({
        leadId: `lead-${n % 20}`,
        timestamp: new Date(Date.UTC(2026, 8, 1) + ((n * 7_919) % 600) * 60_000).toISOString(),
        event: 'e',
      }),
    );
    const histories = await grouped(ndjsonEvents(written('events.ndjson', lines)), 40 * 2 ** 20);
    expect(histories.map(({ lead }) => lead).toSorted()).toEqual(
      Array.from({ length: 20 }, (_, n) => `lead-${n}`).toSorted(),
    );
    for (const { inputs } of histories) {
      const times = Array.from(inputs, ({ at }) => at);
      expect(times).toHaveLength(30);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
    }
    expect(leftOnDisk()).toEqual(before);
    expect(existsSync(folder)).toBe(true);
  });

  it('of a CSV are what an import would send, and its outcome column is what is hoped for', async () => {
    const example = (file: string) =>
      readFileSync(new URL(`../../examples/x-education/${file}`, import.meta.url), 'utf8');
    const parsed = parseImportMap(example('map.yaml'), 'map.yaml');
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    const columns = columnsOf(parsed.map);
    const row = (cells: { [column: string]: string }) =>
      columns.map((column) => cells[column] ?? '').join(',');
    const seen = { 'Lead Origin': 'Landing Page Submission', 'Do Not Email': 'No' };
    const keen = {
      'Lead Origin': 'Lead Add Form',
      'Lead Source': 'Reference',
      'What is your current occupation': 'Working Professional',
      'Total Time Spent on Website': '1400',
    };
    const file = written('leads.csv', [
      columns.join(','),
      row({ ...seen, 'Prospect ID': 'p-1', Converted: '0' }),
      row({ ...keen, 'Prospect ID': 'p-2', Converted: '1' }),
    ]);
    const now = Date.parse('2026-09-01T10:00:00Z');
    const histories = await grouped(csvEvents(file, parsed.map, now), 100);
    expect(histories.map(({ lead, positive }) => [lead, positive])).toEqual([
      ['p-1', false],
      ['p-2', true],
    ]);
    async function* all(): AsyncGenerator<LeadHistory> {
      yield* histories;
    }
    const draft = compile(documentOf(example('playbook.yaml')), 1);
    const answer = await whatIf({ draft, histories: all(), until: now + 86_400_000 });
    expect(answer).toMatchObject({ leads: 2, events: 4, draft: { precision: 1, auc: 1 } });
  });
});
