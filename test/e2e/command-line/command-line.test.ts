import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';

import { projectRoot } from '../../../src/config/project-root.js';
import { workflowIdOf } from '../../../workflows/contract.js';
import { System, WRITE_KEY } from '../../faults/system.js';
import { madeUpLeads } from '../../integration/imports/made-up-leads.js';
import { capture, wang } from '../../integration/ingest/people.js';
import { Terminal } from './terminal.js';

const example = join(projectRoot, 'examples/x-education');
const folder = mkdtempSync(join(tmpdir(), 'leadloom-cli-'));

let system: System;
let leadloom: Terminal;
let leadId: string;

const post = (path: string, body: object): Promise<Response> =>
  fetch(system.url + path, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${WRITE_KEY}`,
      prefer: 'wait=10',
    },
    body: JSON.stringify(body),
  });

beforeAll(async () => {
  system = await System.start();
  await system.api();
  await system.worker(['lifecycle', 'relay', 'sweeper', 'delivery', 'sales']);
  leadloom = new Terminal(system.environment());
  const answer = await post('/v1/leads', capture(wang, { userId: 'u-1' }));
  ({ leadId } = (await answer.json()) as { leadId: string });
}, 180_000);
afterAll(async () => {
  await system.stop();
  rmSync(folder, { recursive: true });
});

describe('a lead in the terminal', () => {
  it('is lived again with all others, under a playbook of a file', async () => {
    const file = join(projectRoot, 'playbooks/lead-to-conversion.yaml');
    const { code, out } = await leadloom.run('simulate', file, '--history', 'record');
    expect(code).toBe(0);
    expect(out).toMatch(/^lead-to-conversion: 1 leads, 1 events in /);
    expect(out).toMatch(/Lead by lead, against what happened/);
    const only = await leadloom.run(
      'simulate',
      file,
      '--history',
      'record',
      '--since',
      '2999-01-01',
    );
    expect(only.out).toMatch(/^lead-to-conversion: 0 leads/);
  });

  it('is explained', async () => {
    const { code, out } = await leadloom.run('explain', leadId, '--language', 'en');
    expect(code).toBe(0);
    expect(out).toMatch(
      /Its tier is B \(Medium intent\): it has 10 points\. Its stage is lead\. Next due: /,
    );
    expect(out).toMatch(/^“Nurture”, step “hour”, waits until /m);
    expect(out).toMatch(
      /^Has not entered “Hand-over to sales”\. It needs: the tier is A \(High intent\), now B \(Medium intent\)\.$/m,
    );
    const zh = await leadloom.run('explain', leadId, '--journey', 'nurture', '--language', 'zh-CN');
    expect(zh.out).toMatch(/^“培育”的步骤“hour”等待至 /m);
  });

  it('is asked what a recompute would do to it, and recomputed', async () => {
    const preview = await leadloom.run('recompute', 'lead-to-conversion', '--dry-run');
    expect(preview).toMatchObject({ code: 0 });
    expect(preview.out).toMatch(/^1 leads; nothing was changed\.$/m);
    expect(preview.out).toMatch(/^No tier would change\.$/m);
    const run = await leadloom.run('recompute', 'lead-to-conversion');
    expect(run).toMatchObject({ code: 0 });
    expect(run.out).toMatch(/^Nothing is held for confirmation so far\.$/m);
    expect(await leadloom.run('recompute', 'nobody-knows')).toMatchObject({ code: 1 });
    const id = /Job (\S+);/.exec(run.err)?.[1] ?? '';
    const word = async (...words: string[]) => (await leadloom.run('recompute', ...words)).err;
    expect(await word('lead-to-conversion', '--confirm', 'x')).toBe(
      '"x" is not the id of a recompute\n',
    );
    expect(await word('other', '--confirm', id)).toBe(
      `${id} is a recompute of lead-to-conversion, not of other\n`,
    );
  });

  it('is walked through its decisions again, and today decides them the same', async () => {
    const { code, out } = await leadloom.run('replay', leadId, '--check');
    expect(out).toMatch(/^Decision 1 {2}.*lead-to-conversion@1\n {2}input {5}1 form_submitted/m);
    expect(out).toMatch(/^ {2}change {4}tier: "C" -> "B"$/m);
    expect(out).toMatch(/^ {2}command {3}m1 email welcome-whitepaper \(welcome\/mail\)$/m);
    expect(out).toMatch(/today decides all of them the same\.\n$/);
    expect(code).toBe(0);
  });

  it('is replayed from a history file, under the workflow code of today', async () => {
    const connection = await Connection.connect({ address: system.temporal.address });
    const handle = new Client({ connection }).workflow.getHandle(workflowIdOf(leadId));
    const file = join(folder, 'history.json');
    writeFileSync(file, historyToJSON(await handle.fetchHistory()));
    await connection.close();
    const { code, out } = await leadloom.run('replay', file, '--check');
    expect(out).toMatch(/revision 1, inputs 1(-1)?: form_submitted/);
    expect(out).toMatch(/The workflow code of today replays it\.\n$/);
    expect(code).toBe(0);
  });

  it('that nobody knows is told in a sentence', async () => {
    const nobody = '00000000-0000-4000-8000-000000000000';
    expect(await leadloom.run('explain', nobody)).toEqual({
      code: 1,
      out: '',
      err: `No lead has the id ${nobody}\n`,
    });
    expect((await leadloom.run('replay', 'x')).err).toBe('"x" is not the id of a lead\n');
  });
});

it('a file of leads comes in, and a second time changes nothing', async () => {
  const file = join(folder, 'leads.csv');
  writeFileSync(file, madeUpLeads(40));
  const order = ['import', file, '--map', join(example, 'map.yaml'), '--live'];
  const early = await leadloom.run(...order);
  expect(early.err).toContain('publish it first with `npx leadloom playbook apply FILE`');
  const applied = await leadloom.run('playbook', 'apply', join(example, 'playbook.yaml'));
  expect(applied.out).toBe('x-education@1: published.\n');
  const first = await leadloom.run(...order, '--half');
  expect(first.err).toMatch(/deciding 40 leads in /);
  expect(first.out).toMatch(
    /^40 rows read \(utf-8\), 40 taken in as \d+ events, none of it known before/,
  );
  expect(first.out).toMatch(/ROC AUC of the score: /);
  const second = await leadloom.run(...order);
  expect(second.out).toMatch(
    /^40 rows read \(utf-8\), 40 taken in as (\d+) events, \1 events known before/,
  );
});

describe('a playbook in a folder', () => {
  const git = join(folder, 'git');
  const source = 'https://git.example.com/marketing.git@4f2a9c1';
  const yaml = join(git, 'lead-to-conversion.yaml');
  const hello = join(git, 'templates/welcome-whitepaper/en.mjml');
  const edit = (file: string, from: string, to: string) =>
    writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));

  it('is what is live, right after it was pulled', async () => {
    const pulled = await leadloom.run('playbook', 'pull', git);
    expect(pulled).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^lead-to-conversion@1: \d+ files/),
    });
    expect(readFileSync(yaml, 'utf8')).toBe(
      readFileSync(join(projectRoot, 'playbooks/lead-to-conversion.yaml'), 'utf8'),
    );
    const planned = await leadloom.run('playbook', 'plan', git);
    expect(planned).toEqual({ code: 0, out: 'lead-to-conversion@1: no changes.\n', err: '' });
    const applied = await leadloom.run('playbook', 'apply', git);
    expect(applied.out).toBe('lead-to-conversion@1: unchanged.\n');
  });

  it('is planned with exit code 2, and applied with its source', async () => {
    edit(yaml, 'timeZone: Asia/Shanghai', 'timeZone: Asia/Hong_Kong\nlock: git');
    edit(hello, '<mj-text>', '<mj-text>\n  News!');
    const planned = await leadloom.run('playbook', 'plan', git);
    expect(planned.code).toBe(2);
    expect(planned.out).toMatch(/^lead-to-conversion@1 -> @2\n/);
    expect(planned.out).toMatch(/^timeZone\n {2}~ Asia\/Shanghai -> Asia\/Hong_Kong$/m);
    expect(planned.out).toMatch(/^templates\n {2}~ welcome-whitepaper\/en.mjml: \+2 -1 lines$/m);
    expect(planned.out).toMatch(/^Compared with version 1; .*apply --expect 1$/m);
    const shown = await leadloom.run('playbook', 'diff', git);
    expect(shown.out).toMatch(/^\+ {3}News!/m);
    const refused = await leadloom.run('playbook', 'apply', git);
    expect(refused).toMatchObject({ code: 1, err: expect.stringMatching(/lock: git/) });
    const order = ['playbook', 'apply', git, '--source', source];
    const late = await leadloom.run(...order, '--expect', '0');
    expect(late).toMatchObject({ code: 1, out: '' });
    expect(late.err).toMatch(/^lead-to-conversion@1 is the newest: somebody has published since/m);
    const applied = await leadloom.run(...order, '--expect', '1');
    expect(applied.out).toBe('lead-to-conversion@2: published.\n');
    expect(applied.err).toMatch(/^warning: /m);
    const versions = await leadloom.run('playbook', 'versions', 'lead-to-conversion');
    expect(versions.out).toContain(`by ${userInfo().username} from ${source},`);
    expect((await leadloom.run('playbook', 'plan', git)).code).toBe(0);
  });

  it('is told of its mistakes by file, line and column, and nothing is published', async () => {
    edit(hello, '<mj-text>', '<mj-text>{% if x %}');
    for (const command of ['lint', 'plan', 'apply']) {
      const { code, err } = await leadloom.run('playbook', command, git);
      expect(code).toBe(1);
      expect(err).toMatch(
        /git\/templates\/welcome-whitepaper\/en\.mjml:\d+:\d+ tag \{% if x %\} not closed/,
      );
    }
    const pulled = await leadloom.run('playbook', 'pull', git);
    expect(pulled.out).toMatch(/^lead-to-conversion@2: /);
    expect((await leadloom.run('playbook', 'plan', git)).code).toBe(0);
  });

  it('that is not there is told in a sentence', async () => {
    const { code, err } = await leadloom.run('playbook', 'plan', join(folder, 'nothing'));
    expect(code).toBe(1);
    expect(err).toMatch(/no such file/);
  });
});

it('what comes in is shown as it comes, with a word for a misspelt event', async () => {
  const { code, out } = await leadloom.watch(
    ['tail'],
    { ready: /Waiting for what comes in/, enough: /did you mean/ },
    () => post('/v1/track', { userId: 'u-1', event: 'pricing_page_visit', properties: {} }),
  );
  expect(out).toMatch(
    /write {2}pricing_page_visit {2}lead \S+ #\d+ .*did you mean `pricing_page_visited`\?/,
  );
  expect(code).toBe(0);
});

it('the doctor finds an installation well that is well', async () => {
  const { code, out } = await leadloom.run('doctor');
  expect(out.split('\n').filter((line) => line.startsWith('✗'))).toEqual([]);
  expect(out).toContain('✓ Workers: every queue has one');
  expect(code).toBe(0);
});
