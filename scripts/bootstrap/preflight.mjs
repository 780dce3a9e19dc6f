import { accessSync, constants, existsSync, mkdirSync, statfsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';

import { installed, root } from './install.mjs';
import { CannotStart } from './progress.mjs';
import { cachedBinary, TEMPORAL_CLI } from './temporal-binaries.mjs';

const OLDEST_NODE = 20;
const MB = 1024 * 1024;

/** Rough sizes, MB: what comes over the wire, and what it takes on disk. */
const SIZE = {
  packages: { download: 330, disk: 850 },
  temporal: { download: TEMPORAL_CLI.megabytes, disk: 160 },
  state: { disk: 200 },
};

/** Refuses a Node that cannot even run the rest. */
export function requireNode(version = process.versions.node) {
  if (Number(version.split('.')[0]) < OLDEST_NODE) {
    throw new CannotStart(
      `Leadloom needs Node ${OLDEST_NODE} or newer, and this is ${version}: install a current one from https://nodejs.org.`,
    );
  }
}

/**
 * Where all state lives.
 * @param {NodeJS.ProcessEnv} env
 */
export const homeOf = (env) => resolve(root, env['LEADLOOM_HOME'] || '.leadloom');

/**
 * Where binaries that serve every checkout are kept.
 * @param {NodeJS.ProcessEnv} env
 */
export const cacheOf = (env) =>
  join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'leadloom');

/**
 * @param {string} program
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined} its path, when there is one on PATH
 */
export function onPath(program, env) {
  return (env['PATH'] ?? '')
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, program))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        // Not there, or not ours to run: the next folder may do.
        return false;
      }
    });
}

/**
 * What a start is going to fetch, by name and size.
 * @param {NodeJS.ProcessEnv} env
 */
export function downloadsOf(env) {
  const downloads = [];
  if (!installed()) downloads.push({ what: 'npm packages', ...SIZE.packages });
  const hasTemporal =
    env['TEMPORAL_ADDRESS'] ||
    onPath('temporal', env) ||
    existsSync(cachedBinary(TEMPORAL_CLI, cacheOf(env)));
  if (!hasTemporal)
    downloads.push({ what: `Temporal CLI ${TEMPORAL_CLI.version}`, ...SIZE.temporal });
  return downloads;
}

/**
 * Refuses when the disk is too full for what comes.
 * @param {string} folder
 * @param {number} needed MB
 */
export function requireDisk(folder, needed) {
  let nearest = folder;
  while (!existsSync(nearest)) nearest = dirname(nearest);
  const { bavail, bsize } = statfsSync(nearest);
  const free = Math.floor((bavail * bsize) / MB);
  if (free < needed) {
    throw new CannotStart(
      `${folder} has ${free} MB of free disk and Leadloom needs ${needed} MB: free some, or put the folder on a larger disk.`,
    );
  }
}

/**
 * Refuses when the state cannot be written.
 * @param {string} home
 */
export function requireHome(home) {
  try {
    mkdirSync(home, { recursive: true });
    accessSync(home, constants.W_OK);
  } catch (error) {
    throw new CannotStart(
      `${home} cannot be written (${/** @type {Error} */ (error).message}): make it writable, or choose another folder with LEADLOOM_HOME.`,
    );
  }
}
