import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

import { CannotStart } from '../bootstrap/progress.mjs';
import { endAll, runs } from './processes.js';

/** What a run leaves in its state folder while it lives: by it the next one finds what it left behind. */
export interface RunRecord {
  launcher: number;
  stopping: boolean;
  /** Leashes and servers. Their command lines hold the state folder. */
  processes: number[];
}

/** In the command line of every program that may hold a run: `npm start`, the demo. */
const LAUNCHER = 'scripts/typescript.mjs';
const STOP_NOTICED_MS = 2_000;
const LONGEST_STOP_MS = 45_000;

function read(file: string): RunRecord | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as RunRecord;
  } catch {
    // No record, or half of one from a machine that lost power: nothing of that run can be alive.
    return undefined;
  }
}

export const writeRecord = (file: string, record: RunRecord): void =>
  writeFileSync(file, JSON.stringify(record));

/** Waits until the run before ours has gone, if it is going or was killed; refuses if it is alive and well. */
export async function awaitPreviousRun(file: string, home: string): Promise<void> {
  const noticed = Date.now() + STOP_NOTICED_MS;
  for (let record = read(file); record; record = read(file)) {
    if (!runs(record.launcher, LAUNCHER)) {
      await endAll(record.processes, home, LONGEST_STOP_MS);
      rmSync(file, { force: true });
      return;
    }
    if (!record.stopping && Date.now() > noticed) {
      throw new CannotStart(
        `Leadloom already runs on ${home} (process ${record.launcher}): stop that one first, or give this one a LEADLOOM_HOME and ports of its own.`,
      );
    }
    await delay(100);
  }
}
