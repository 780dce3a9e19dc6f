import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';

import { HttpDoor } from '../../../src/imports/door.js';
import { importFile } from '../../../src/imports/import-file.js';
import { parseImportMap, type ImportMap } from '../../../src/imports/import-map.js';
import type { ImportReport } from '../../../src/imports/import-report.js';
import { PlaybookLibrary } from '../../../src/playbooks/library.js';
import { publishFile } from '../../../src/playbooks/shipped.js';
import { projectRoot } from '../../../src/config/project-root.js';
import { rowCounts } from '../ingest/stored.js';
import { ADMIN_KEY, runningApi, type RunningApi } from '../ingest/running-api.js';
import { Decider } from '../insights/decider.js';
import { madeUpLeads } from './made-up-leads.js';

const example = join(projectRoot, 'examples/x-education');
const LEADS = 400;

let api: RunningApi;
let decider: Decider;
let folder: string;
let map: ImportMap;

beforeAll(async () => {
  api = await runningApi();
  decider = new Decider(api);
  folder = await mkdtemp(join(tmpdir(), 'import-'));
  await publishFile(api.db, join(example, 'playbook.yaml'), 'test');
  await api.get(PlaybookLibrary).refresh();
  const parsed = parseImportMap(await readFile(join(example, 'map.yaml'), 'utf8'));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  ({ map } = parsed);
});
afterAll(async () => {
  await api.stop();
  await rm(folder, { recursive: true });
});

/** The import as the command runs it, against a door whose leads are decided whenever it asks after them. */
async function run(
  content: string | Buffer,
  route: '/v1/batch' | '/v1/import',
): Promise<ImportReport> {
  const file = join(folder, 'leads.csv');
  await writeFile(file, content);
  const http = new HttpDoor({ url: api.url, key: ADMIN_KEY, route });
  const door = {
    send: (events: readonly object[]) => http.send(events),
    standings: async (ids: readonly string[]) => {
      await decider.settle();
      return http.standings(ids);
    },
  };
  return importFile({
    file,
    map,
    door,
    screen: { write: () => undefined },
    rejectedFile: join(folder, 'rejected.csv'),
    heldOutHalf: false,
    patience: 10_000,
  });
}

const commands = async (): Promise<number> => {
  const { rows } = await sql<{ n: number }>`select count(*) as n from command`.execute(api.db);
  return rows[0]?.n ?? 0;
};

describe('leads of a file', () => {
  const content = madeUpLeads(LEADS);

  it('come in through the front door, scored by their playbook, and are held against the outcome', async () => {
    const report = await run(content, '/v1/batch');
    expect(report).toMatchObject({ rows: LEADS, taken: LEADS, duplicates: 0, undecided: 0 });
    expect(report.rejected.size).toBe(0);
    const { rows } = await sql<{ leads: number; events: number }>`
      select (select count(*) from lead where playbook = 'x-education' and revision > 0) as leads,
        (select count(*) from inbox) as events`.execute(api.db);
    expect(rows[0]).toEqual({ leads: LEADS, events: report.events });
    const { result } = report.evaluation ?? {};
    expect(result?.leads).toBe(LEADS);
    expect(result?.tiers.map(({ tier }) => tier)).toEqual(['A', 'B', 'C']);
    // Whoever is worth more converts more often, by how the file was made up.
    expect(result?.auc).toBeGreaterThan(0.7);
    expect(result?.precision).toBeGreaterThan(0.7);
  });

  it('as news hand their A leads over at once', async () => {
    const { rows } = await sql<{ tickets: number; leads: number }>`
      select (select count(*) from ticket) as tickets, (select count(*) from lead where tier = 'A') as leads`.execute(
      api.db,
    );
    expect(rows[0]?.leads).toBeGreaterThan(0);
    expect(rows[0]?.tickets).toBe(rows[0]?.leads);
  });

  it('change nothing the second time', async () => {
    const before = await rowCounts(api.db);
    const report = await run(content, '/v1/batch');
    expect(report).toMatchObject({ taken: LEADS, duplicates: report.events, undecided: 0 });
    expect(await rowCounts(api.db)).toEqual(before);
  });

  it('are the same whether written in UTF-8 with a byte order mark or with CR LF', async () => {
    const before = await rowCounts(api.db);
    await run(`\uFEFF${content}`, '/v1/batch');
    await run(content.replaceAll('\n', '\r\n'), '/v1/batch');
    expect(await rowCounts(api.db)).toEqual(before);
  });

  it('as history score and enter nothing', async () => {
    const before = await commands();
    const more = madeUpLeads(60, 7).replaceAll('00000000-0000-4000', '00000000-0000-4001');
    const report = await run(more, '/v1/import');
    expect(report).toMatchObject({ taken: 60, undecided: 0 });
    expect(report.evaluation?.result.tiers.length).toBeGreaterThan(1);
    expect(await commands()).toBe(before);
  });
});

it('a row with a card number is refused by name of its column, and the others come in', async () => {
  const [header = '', ...rows] = madeUpLeads(3, 9).trimEnd().split('\n');
  const bad = rows
    .map((row) => row.replace('00000000-0000-4000', '00000000-0000-4002'))
    .with(
      1,
      (rows[1] ?? '').replace(
        /,(API|Landing Page Submission|Lead Add Form),/,
        ',4111111111111111,',
      ),
    );
  const report = await run(`${[header, ...bad].join('\n')}\n`, '/v1/batch');
  expect(report).toMatchObject({ rows: 3, taken: 2 });
  const listed = await readFile(report.rejectedFile, 'utf8');
  expect(listed).toMatch(/^3,[a-z-]+,.*traits/m);
  expect(listed).not.toContain('4111');
});

it('a key that may not import is told so, and nothing is sent', async () => {
  const door = new HttpDoor({ url: api.url, key: 'nobody-knows-this', route: '/v1/batch' });
  await expect(door.send([{ type: 'track' }])).rejects.toThrow(/answers 401/);
});
