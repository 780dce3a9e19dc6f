import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

import { CannotStart } from '../bootstrap/progress.mjs';
import { endAll, runs } from './processes.js';

/** What a run leaves in its state folder while it lives: by it the next one finds what it left behind. */
interface RunRecord {
  launcher: number;
  stopping: boolean;
  /** Leashes and servers. Their command lines hold the state folder. */
  processes: number[];
}

const LAUNCHER = 'launch/main.ts';
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

/** Waits until the run before ours has gone, if it is going; refuses if it is not. */
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
        `Leadloom already runs on ${home} (process ${record.launcher}): stop that one first, or set LEADLOOM_HOME and PORT for a second one.`,
      );
    }
    await delay(100);
  }
}

/** Our own record, kept current as servers start and stop. */
export class CurrentRun {
  private readonly record: RunRecord = { launcher: process.pid, stopping: false, processes: [] };
  private readonly file: string;

  constructor(file: string) {
    this.file = file;
    this.write();
  }

  started(pid: number): void {
    this.record.processes.push(pid);
    this.write();
  }

  stopping(): void {
    this.record.stopping = true;
    this.write();
  }

  over(): void {
    rmSync(this.file, { force: true });
  }

  private write(): void {
    writeFileSync(this.file, JSON.stringify(this.record));
  }
}
