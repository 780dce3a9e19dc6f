import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { projectRoot } from '../../../src/config/project-root.js';
import { freshDatabase } from '../../support/servers/fresh-database.js';

const folder = join(projectRoot, 'src/database/migrations');
const CHOICES = '0009-publication-choices.sql';

let fresh: Awaited<ReturnType<typeof freshDatabase>>;
let client: Client;
beforeAll(async () => {
  fresh = await freshDatabase();
  client = new Client({ connectionString: fresh.url });
  await client.connect();
  await client.query('drop schema public cascade; create schema public');
  const before = readdirSync(folder).filter((file) => file.endsWith('.sql') && file < CHOICES);
  for (const file of before.toSorted())
    await client.query(readFileSync(join(folder, file), 'utf8'));
});
afterAll(async () => {
  await client.end();
  await fresh.drop();
});

test('an installation from before keeps what was chosen, begins the moves that wait, and loses the secrets of its sources', async () => {
  await client.query(`
    insert into playbook_version (name, version, hash, document, published_by, source, inside, effect) values
      ('p', 1, 'a', '{}', 'installation', null, null, null),
      ('p', 2, 'b', '{}', 'https://token:xyz@example.com/r.git@4f2a9c1',
        '{"repo": "https://token:xyz@example.com/r.git?key=abc", "commit": "4f2a9c1"}',
        '{"default": "migrate", "journeys": {}}', '{"leads": 3, "journeys": {}}'),
      ('p', 3, 'c', '{}', 'git@example.com:r.git@4f2a9c1', '{"repo": "git@example.com:r.git", "commit": "4f2a9c1"}', null, null);
    insert into lead_job (id, kind, subject, parameters, asked_by) values
      ('00000000-0000-4000-8000-000000000001', 'migrate', 'p@2', '{"control": {}, "afterTransaction": "7"}',
        'https://token:xyz@example.com/r.git@4f2a9c1')`);
  await client.query(readFileSync(join(folder, CHOICES), 'utf8'));
  const { rows } = await client.query(
    'select version, published_by as by, source from playbook_version order by version',
  );
  expect(rows).toEqual([
    { version: 1, by: 'installation', source: null },
    {
      version: 2,
      by: 'https://example.com/r.git@4f2a9c1',
      source: { repo: 'https://example.com/r.git', commit: '4f2a9c1' },
    },
    {
      version: 3,
      by: 'git@example.com:r.git@4f2a9c1',
      source: { repo: 'git@example.com:r.git', commit: '4f2a9c1' },
    },
  ]);
  const choices = await client.query(
    'select version, inside, effect, job, chosen_by as by from inside_choice',
  );
  expect(choices.rows).toEqual([
    {
      version: 2,
      inside: { default: 'migrate', journeys: {} },
      effect: { leads: 3, journeys: {} },
      job: '00000000-0000-4000-8000-000000000001',
      by: 'https://example.com/r.git@4f2a9c1',
    },
  ]);
  const jobs = await client.query('select parameters, asked_by as by from lead_job');
  expect(jobs.rows).toEqual([
    {
      parameters: { control: {}, afterTurns: true },
      by: 'https://example.com/r.git@4f2a9c1',
    },
  ]);
});
