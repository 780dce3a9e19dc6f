import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { install, installed, node24, root } from './install.mjs';
import { requirePorts } from './ports.mjs';
import { downloadsOf, homeOf, requireDisk, requireHome, requireNode } from './preflight.mjs';
import { giveUp, step } from './progress.mjs';

const PARENT_LOOK_MS = 250;

/**
 * What a command needs of the machine.
 * @typedef {object} Needs
 * @property {NodeJS.ProcessEnv} [env] of the program
 * @property {boolean} [ports] whether it listens on the ports of the settings, or on any that are free
 */

/** @param {Required<Needs>} needs */
async function preflight({ env, ports }) {
  requireNode();
  const home = homeOf(env);
  requireHome(home);
  const downloads = downloadsOf(env);
  const disk = downloads.reduce((sum, download) => sum + download.disk, 200);
  requireDisk(root, disk);
  // With a record of a run the launcher decides: the ports may be held by a run of ours that is just ending.
  if (ports && !existsSync(join(home, 'run.json'))) await requirePorts(env);
  const coming = downloads.map(({ what, download }) => `${what}, ${download} MB`).join('; ');
  console.log(`Leadloom, in ${root}, state in ${home}`);
  console.log(coming ? `To be downloaded once: ${coming}\n` : 'Nothing to be downloaded\n');
}

/**
 * The program hangs on a pipe from here, so it ends with this process however this process ends. This one in turn
 * ends with npm, when npm started it: someone who kills npm means the whole.
 * @param {string} program TypeScript file, relative to the project
 * @param {NodeJS.ProcessEnv} env
 */
function handOver(program, env) {
  const child = spawn(
    node24,
    ['--import', join(root, 'scripts', 'typescript.mjs'), join(root, program)],
    { cwd: root, stdio: ['pipe', 'inherit', 'inherit'], env },
  );
  const stop = () => child.stdin.end();
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, stop);
  }
  if (process.env['npm_lifecycle_event']) {
    const parent = process.ppid;
    setInterval(() => process.ppid !== parent && stop(), PARENT_LOOK_MS).unref();
  }
  child.stdin.on('error', () => {
    // The program closed its end first: its exit, below, says the rest.
  });
  child.once('error', giveUp);
  child.once('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}

/**
 * The first half of every command that starts servers: looks the machine over, installs, and hands over to a program
 * that runs on Node 24. Plain JavaScript for Node 20 that uses nothing installed, since on a clean clone nothing is.
 * @param {string} program TypeScript file, relative to the project
 * @param {Needs} [needs]
 */
export async function begin(program, { env = process.env, ports = true } = {}) {
  try {
    await preflight({ env, ports });
    if (!installed()) await step('Installing npm packages', install);
    handOver(program, env);
  } catch (error) {
    giveUp(error);
  }
}
