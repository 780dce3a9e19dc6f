import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { DefaultLogger, Runtime, Worker, bundleWorkflowCode } from '@temporalio/worker';
import { compile } from '../../engine/playbook/compile.js';
import type { Playbook } from '../../engine/playbook/playbook.js';
import type { LeadState } from '../../engine/lead-state.js';
import type * as Total from '../../engine/scoring/total.js';
import { documentOf } from '../support/playbook/small.js';
import { projectRoot } from '../../src/config/project-root.js';

const FOLDER = join(projectRoot, 'test/replay/histories');
const quiet = new DefaultLogger('ERROR');

/** Every history that a released loop has made. */
const histories = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json'))
  .map((file) => ({
    workflowId: file.replace('.json', ''),
    history: historyFromJSON(JSON.parse(readFileSync(join(FOLDER, file), 'utf8'))),
  }));

/** A copy of the product's sources, to be changed. */
let copy: string;

beforeAll(() => {
  Runtime.install({ logger: quiet, telemetryOptions: { logging: { forward: {}, filter: 'OFF' } } });
  copy = mkdtempSync(join(tmpdir(), 'leadloom-replay-'));
  for (const folder of ['workflows', 'activities', 'engine', 'playbooks'])
    cpSync(join(projectRoot, folder), join(copy, folder), { recursive: true });
});
afterAll(() => rmSync(copy, { recursive: true }));

function change(file: string, from: string, to: string): void {
  const path = join(copy, file);
  const before = readFileSync(path, 'utf8');
  expect(before).toContain(from);
  writeFileSync(path, before.replace(from, to));
}

/** What does not replay under the workflow code of that folder. */
async function broken(folder: string): Promise<string[]> {
  const workflowBundle = await bundleWorkflowCode({
    workflowsPath: join(folder, 'workflows/index.ts'),
    logger: quiet,
    webpackConfigHook: (config) => ({
      ...config,
      resolve: {
        ...config.resolve,
        modules: [join(projectRoot, 'node_modules')],
        extensionAlias: { '.js': ['.ts', '.js'] },
      },
    }),
  });
  const found: string[] = [];
  for await (const { workflowId, error } of Worker.runReplayHistories(
    { workflowBundle },
    histories,
  ))
    if (error) found.push(`${workflowId}: ${error.message}`);
  return found;
}

describe('every recorded history', () => {
  test('is there: the six walks, the worked timelines, and the turns of the loop itself', () => {
    expect(histories.map(({ workflowId }) => workflowId)).toEqual(
      expect.arrayContaining([
        'a-at-once',
        'b-demo',
        'b-video',
        'c-to-the-end',
        'unsubscribes',
        'buys',
        'timeline-1',
        'timeline-1-director',
        'timeline-2',
        'continued',
        'refused',
        'parked-and-released',
      ]),
    );
  });

  test('replays under the loop as it is', async () => {
    expect(await broken(projectRoot)).toEqual([]);
  });

  test('replays after a scoring rule and a function of the engine have changed', async () => {
    change(
      'playbooks/lead-to-conversion.yaml',
      'event: webinar_attended, points: 5',
      'event: webinar_attended, points: 50',
    );
    change('engine/scoring/total.ts', 'Math.max(floor, sum)', 'Math.max(floor, 7 * sum)');
    // Both decide otherwise now: 50 points for a webinar, seven times over.
    const { totalScore } = (await import(join(copy, 'engine/scoring/total.ts'))) as typeof Total;
    const { scoring } = compile(
      documentOf(readFileSync(join(copy, 'playbooks/lead-to-conversion.yaml'), 'utf8')),
      1,
    );
    const points = scoring.rules.find(({ id }) => id === 'webinar')?.points ?? 0;
    const state = { score: { webinar: { points, times: 1 } } } as unknown as LeadState;
    expect(totalScore(state, { scoring } as Playbook)).toBe(350);
    expect(await broken(copy)).toEqual([]);
  });

  test('does not replay under a loop that waits for something else', async () => {
    change('workflows/lead-lifecycle.workflow.ts', 'deliveries.send(outcome.commands);', '');
    const found = await broken(copy);
    expect(found.length).toBe(histories.length);
    expect(found[0]).toContain('Nondeterminism');
  });

  test('names nobody', () => {
    const text = JSON.stringify(histories, (_key, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString() : value,
    );
    for (const personal of ['王芳', '@example.com', '+86138']) expect(text).not.toContain(personal);
  });
});
