import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { projectRoot } from '../../../src/config/project-root.js';

const FOLDER = join(projectRoot, 'test/replay/histories');

/**
 * Keeps a run's history for the replay gate, under `npm run record:histories`; nothing otherwise. A history that a
 * released loop has made is never recorded over: a new shape of the loop adds files, under new names.
 */
export async function recordHistory(run: WorkflowHandle, name: string): Promise<void> {
  if (process.env['LEADLOOM_RECORD_HISTORIES'] === undefined) return;
  const json = historyToJSON(await run.fetchHistory());
  // Who ran it is of no use to anybody.
  const nameless = json.replaceAll(/"identity": ?"[^"]*"/g, '"identity": "recorder"');
  writeFileSync(join(FOLDER, `${name}.json`), `${nameless}\n`);
}
