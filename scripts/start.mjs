/**
 * `npm start`. This file and `bootstrap/` are plain JavaScript for Node 20 and use nothing installed, since on a clean
 * clone nothing is. It looks the machine over, installs, and hands over to the launcher, which runs on Node 24.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { install, installed, node24, root } from './bootstrap/install.mjs';
import { requirePorts } from './bootstrap/ports.mjs';
import {
  downloadsOf,
  homeOf,
  requireDisk,
  requireHome,
  requireNode,
} from './bootstrap/preflight.mjs';
import { giveUp, step } from './bootstrap/progress.mjs';

const PARENT_LOOK_MS = 250;

async function preflight() {
  requireNode();
  const home = homeOf(process.env);
  requireHome(home);
  const downloads = downloadsOf(process.env);
  const disk = downloads.reduce((sum, download) => sum + download.disk, 200);
  requireDisk(root, disk);
  // With a record of a run the launcher decides: the ports may be held by a run of ours that is just ending.
  if (!existsSync(join(home, 'run.json'))) await requirePorts(process.env);
  const coming = downloads.map(({ what, download }) => `${what}, ${download} MB`).join('; ');
  console.log(`Leadloom, in ${root}, state in ${home}`);
  console.log(coming ? `To be downloaded once: ${coming}\n` : 'Nothing to be downloaded\n');
}

/**
 * The launcher hangs on a pipe from here, so it ends with this process however this process ends. This one in turn
 * ends with npm, when npm started it: someone who kills npm means the whole.
 */
function launch() {
  const launcher = spawn(
    node24,
    [
      '--import',
      join(root, 'scripts', 'typescript.mjs'),
      join(root, 'scripts', 'launch', 'main.ts'),
    ],
    { cwd: root, stdio: ['pipe', 'inherit', 'inherit'] },
  );
  const stop = () => launcher.stdin.end();
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, stop);
  }
  if (process.env['npm_lifecycle_event']) {
    const parent = process.ppid;
    setInterval(() => process.ppid !== parent && stop(), PARENT_LOOK_MS).unref();
  }
  launcher.stdin.on('error', () => {
    // The launcher closed its end first: its exit, below, says the rest.
  });
  launcher.once('error', giveUp);
  launcher.once('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}

try {
  await preflight();
  if (!installed()) await step('Installing npm packages', install);
  launch();
} catch (error) {
  giveUp(error);
}
