/** `npm run demo`, second half, on Node 24 with everything installed. Started by `scripts/demo.mjs`. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { root } from '../bootstrap/install.mjs';
import { homeOf } from '../bootstrap/preflight.mjs';
import { type Control, command } from '../launch/command.js';
import { launch } from '../launch/launch.js';
import { awaitPreviousRun } from '../launch/run-record.js';

/** A Monday without a holiday in sight, nine o'clock in Shanghai. */
const OPENING = Date.parse('2026-11-30T09:00:00+08:00');
/** What API and worker need to come up, so that they are there when the week begins. */
const HEAD_START_MS = 7_000;

const home = homeOf(process.env);

/** All that an earlier demo left, unless it still runs, in which case this one does not begin. */
async function clear(): Promise<void> {
  await awaitPreviousRun(join(home, 'run.json'), home);
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
}

function setClock(): void {
  process.env['LEADLOOM_CLOCK_ORIGIN'] = `${Date.now() + HEAD_START_MS}:${OPENING}`;
}

/** The story runs in a process of its own, from the build, and ends with ours. */
function tell(temporalUi: string): ChildProcess {
  return spawn(process.execPath, [join(root, 'dist/src/demo/main.js'), temporalUi], {
    stdio: ['pipe', 'inherit', 'inherit'],
    env: { ...process.env, TZ: 'UTC' },
  });
}

async function demo(control: Control): Promise<void> {
  await clear();
  setClock();
  const { temporalUi = '' } = await launch(home, { ...control, serversReady: setClock });
  const story = tell(temporalUi);
  const ended = once(story, 'exit');
  control.beforeStop(async () => {
    story.stdin?.end();
    await ended;
  });
  const [code] = await ended;
  if (code !== 0) throw new Error(`the story ended with code ${String(code)}`);
  // A person looks around and presses Ctrl-C; a pipe has seen everything.
  if (!process.stdout.isTTY) control.stop();
}

await command(demo);
