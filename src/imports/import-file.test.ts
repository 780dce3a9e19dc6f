import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { BatchAnswer, Door, Standing } from './door.js';
import { halfOf } from './halves.js';
import { importFile, type ImportOrder } from './import-file.js';
import { importMapSchema } from './import-map.js';
import { reportText } from './import-report.js';

interface Event {
  type: string;
  messageId: string;
  traits?: { score?: number };
}

/** A door that keeps what it is sent, as the real one does: by message id, once. Tier A is from 10 points. */
class MemoryDoor implements Door {
  readonly events = new Map<string, Event>();
  readonly batches: Event[][] = [];
  private asked = 0;

  constructor(private readonly refuses: (event: Event) => boolean = () => false) {}

  send(events: readonly object[]): Promise<BatchAnswer> {
    const batch = events as Event[];
    this.batches.push(batch);
    const answer: BatchAnswer = { rejected: [], duplicates: 0 };
    for (const [index, event] of batch.entries()) {
      if (this.refuses(event)) {
        answer.rejected.push({ index, code: 'bank-card', message: 'in /traits/note' });
      } else if (this.events.has(event.messageId)) answer.duplicates += 1;
      else this.events.set(event.messageId, event);
    }
    return Promise.resolve(answer);
  }

  standings(messageIds: readonly string[]): Promise<Standing[]> {
    this.asked += 1;
    const status = this.asked === 1 ? 'stored' : 'decided';
    return Promise.resolve(
      messageIds.map((messageId) => {
        const score = this.events.get(messageId)?.traits?.score ?? 0;
        return { messageId, status, score, tier: score >= 10 ? 'A' : 'C' };
      }),
    );
  }
}

const map = importMapSchema.parse({
  map: 'm',
  externalId: { column: 'id', type: 'prospect' },
  attributes: { score: { column: 'score', type: 'integer' } },
  outcome: { column: 'won', positive: ['1'] },
  tunedOn: 'even',
});

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'import-file-'))));
afterAll(() => rm(folder, { recursive: true }));

async function order(content: string, door: Door): Promise<ImportOrder> {
  const file = join(folder, 'leads.csv');
  await writeFile(file, content);
  const rejectedFile = join(folder, `rejected-${Math.random()}.csv`);
  const screen = { write: () => undefined };
  return { file, map, door, screen, rejectedFile, heldOutHalf: false, patience: 1_000 };
}

const row = (n: number): string => `lead-${n},${n},${n >= 8 ? 1 : 0}\n`;
const content = `id,score,won\n${Array.from({ length: 20 }, (_, n) => row(n)).join('')}`;

describe('an import', () => {
  it('takes every row in, waits for the decisions, and holds the tiers against the outcome', async () => {
    const door = new MemoryDoor();
    const report = await importFile(await order(content, door));
    expect(report).toMatchObject({ rows: 20, taken: 20, events: 20, duplicates: 0, undecided: 0 });
    expect(report.evaluation?.result).toEqual({
      leads: 20,
      positive: 12,
      tiers: [
        { tier: 'A', leads: 10, positive: 10, rate: 1 },
        { tier: 'C', leads: 10, positive: 2, rate: 0.2 },
      ],
      precision: 1,
      auc: 1,
    });
    const text = reportText(report);
    expect(text).toMatch(
      /^20 rows read \(utf-8\), 20 taken in as 20 events, none of it known before\nno row/,
    );
    expect(text).toMatch(/^A {8}10 {3}50\.0 % {3}10 {2}100\.0 %$/m);
    expect(text).toMatch(/precision of tier A: 100\.0 %; ROC AUC of the score: 1\.000$/);
    expect(text).toMatch(/leads\/s; peak memory [\d,.]+ MB/);
  });

  it('judges the held-out half alone when asked to', async () => {
    const report = await importFile({
      ...(await order(content, new MemoryDoor())),
      heldOutHalf: true,
    });
    const odd = Array.from({ length: 20 }, (_, n) => `lead-${n}`).filter(
      (id) => halfOf(id) === 'odd',
    );
    expect(report.evaluation?.result.leads).toBe(odd.length);
  });

  it('a second time sends the same ids and changes nothing', async () => {
    const door = new MemoryDoor();
    await importFile(await order(content, door));
    const stored = [...door.events.keys()];
    const again = await importFile(await order(content, door));
    expect(again).toMatchObject({ taken: 20, duplicates: 20 });
    expect([...door.events.keys()]).toEqual(stored);
    expect(reportText(again)).toContain('20 events known before');
  });

  it('lists what was rejected by line and reason, here and at the door, and never a value', async () => {
    const door = new MemoryDoor(({ traits }) => traits?.score === 3);
    const bad = `${content}lead-x,secret,1\n,5,0\nlead-y,1\n`;
    const report = await importFile(await order(bad, door));
    expect(report).toMatchObject({ rows: 23, taken: 19 });
    expect(Object.fromEntries(report.rejected)).toEqual({
      'bank-card': 1,
      'no-id': 1,
      columns: 1,
      type: 1,
    });
    const listed = await readFile(report.rejectedFile, 'utf8');
    expect(listed.split('\n').toSorted()).toEqual([
      '',
      '22,type,"not a whole number in the column ""score"""',
      '23,no-id,"no value in the column ""id"""',
      '24,columns,2 cells where the header has 3',
      '5,bank-card,in /traits/note',
      'line,reason,message',
    ]);
    expect((await stat(report.rejectedFile)).mode & 0o777).toBe(0o600);
    expect(reportText(report)).toMatch(/4 rows rejected, line by line in .*:\n {2}\S+: 1\n/);
  });

  it('sends nothing of a file that cannot be read to its end, or lacks a column', async () => {
    const door = new MemoryDoor();
    await expect(importFile(await order(`${content}"broken`, door))).rejects.toThrow(/quoted cell/);
    const other = await order('id,points,won\n1,2,0\n', door);
    await expect(importFile(other)).rejects.toThrow('"score" (known: id, points, won)');
    expect(door.batches).toEqual([]);
  });

  it('stops at once where its playbook is not published', async () => {
    const door = new MemoryDoor();
    door.send = () =>
      Promise.resolve({
        rejected: [{ index: 0, code: 'unknown-playbook', message: '' }],
        duplicates: 0,
      });
    await expect(importFile(await order(content, door))).rejects.toThrow(/leadloom playbook apply/);
  });

  it('keeps batches below what the door takes, in the order of the rows', async () => {
    const door = new MemoryDoor();
    const many = `id,score,won\n${Array.from({ length: 2_500 }, (_, n) => row(n)).join('')}`;
    await importFile(await order(many, door));
    expect(door.batches.map((batch) => batch.length)).toEqual([1_000, 1_000, 500]);
    expect(door.batches.flat().map(({ traits }) => traits?.score)).toEqual(
      Array.from({ length: 2_500 }, (_, n) => n),
    );
  });

  it('gives up waiting for leads that nobody decides, and says how many', async () => {
    const door = new MemoryDoor();
    door.standings = (ids) =>
      Promise.resolve(ids.map((messageId) => ({ messageId, status: 'stored' })));
    const report = await importFile({ ...(await order(content, door)), patience: 0 });
    expect(report.undecided).toBe(20);
    expect(reportText(report)).toContain('20 leads still undecided: is a worker running?');
  });
});
