import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { root } from '../../scripts/bootstrap/install.mjs';
import { until } from '../support/until.js';
import { Load } from './load.js';
import { settled } from './settled.js';
import { ADMIN_KEY, System } from './system.js';

const LEADS = 24;
/** Pages of a few leads, so that a job of two dozen has many. */
const SLOWLY = { JOB_RINGS: '5' };
const ALL = ['lifecycle', 'delivery', 'relay', 'sweeper', 'sales'] as const;
const NAME = 'lead-to-conversion';
const FILE = `playbooks/${NAME}.yaml`;
const shipped = readFileSync(join(root, FILE), 'utf8');

let system: System;
let load: Load;

beforeAll(async () => {
  system = await System.start();
  await system.api();
}, 180_000);
afterAll(() => system.stop());

test('a worker killed while it tells leads of a new version leaves none out, and tells and mails none twice', async () => {
  const doomed = await system.worker(ALL, 'after-job-page-commit:kill:2', SLOWLY);
  load = new Load(system.url, 'publish');
  await load.leads(0, LEADS);
  expect(await settled(system, load)).toEqual([]);

  await publish(shipped.replaceAll(/(id|then): week\b/g, '$1: week-2'));
  expect(await doomed.ended).toBe('SIGKILL');
  expect(await told()).toBeLessThan(LEADS);
  await system.worker(ALL, undefined, SLOWLY);
  await jobsDone(1);
  expect(await settled(system, load)).toEqual([]);

  expect(await told()).toBe(LEADS);
  const after = await standing();
  expect(after.filter(({ version }) => version !== 2)).toEqual([]);
  expect(after.filter(({ step }) => step === 'week-2')).toHaveLength(LEADS);
  const follow = `2 live .* ${after.length} follow it; job done, ${LEADS} leads told`;
  expect(await playbook('versions', NAME)).toMatch(
    new RegExp(`${follow}\\n.*1 live .* 0 follow it`),
  );
}, 240_000);

test('and a person goes back from the terminal, having seen what that would do', async () => {
  const back = ['--inside', 'migrate', '--step', 'reading/week-2=week'];
  const seen = await playbook('preview', join(root, FILE), ...back);
  expect(seen).toContain(`${NAME}: version 2 -> 3, ${LEADS} leads inside.`);
  expect(seen).toMatch(new RegExp(`v2 week-2 +${LEADS} time +-> week ${LEADS} \\(as you say\\)`));
  const gone = await playbook('rollback', NAME, '1', ...back);
  expect(gone).toContain(`${NAME}@3: published.`);
  expect(gone).toContain(`reading: ${LEADS} inside, ${LEADS} come along`);
  await jobsDone(2);
  expect(await settled(system, load)).toEqual([]);
  expect((await standing()).filter(({ version }) => version !== 3)).toEqual([]);
  expect(await playbook('retire', NAME, '2')).toBe(`${NAME}@2: retired.\n`);
  await expect(playbook('retire', NAME, '3')).rejects.toThrow('is the newest');
}, 120_000);

async function publish(yaml: string): Promise<void> {
  const journeys = { reading: { do: 'migrate', steps: { week: 'week-2' } } };
  const answer = await fetch(`${system.url}/v1/playbooks/${NAME}/publish`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${ADMIN_KEY}` },
    body: JSON.stringify({ yaml, inside: { default: 'migrate', journeys } }),
  });
  expect({ status: answer.status, body: await answer.json() }).toMatchObject({
    status: 200,
    body: { version: 2, inside: { journeys: { reading: { inside: LEADS, moved: LEADS } } } },
  });
}

/** How many leads have the word of it, each once. */
async function told(): Promise<number> {
  const rows = await system.query<{ times: string }>(`
    select lead_id, count(*) as times from inbox where message_id like 'job:%' group by lead_id`);
  expect(rows.filter(({ times }) => times !== '1')).toEqual([]);
  return rows.length;
}

const jobsDone = (count: number) =>
  until(async () => {
    const rows = await system.query(`select from lead_job where status = 'done'`);
    return rows.length >= count;
  }, 200);

/** Every run of every lead. */
const standing = () =>
  system.query<{ version: number; step: string }>(`
    select (e ->> 'version')::int as version, e -> 'at' ->> 'step' as step
    from lead, jsonb_array_elements(state -> 'enrolments') e`);

/** `leadloom playbook …`: what a person reads in the terminal. */
async function playbook(...words: string[]): Promise<string> {
  const argv = [join(root, 'dist/src/cli/main.js'), 'playbook', ...words];
  const env = system.environment();
  return (await promisify(execFile)(process.execPath, argv, { env })).stdout;
}
