import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { CannotStart } from './progress.mjs';

export const root = join(import.meta.dirname, '..', '..');

/**
 * Node 24 as npm installed it, whatever runs this file.
 * @type {string}
 */
export const node24 = join(root, 'node_modules', '.bin', 'node');

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, os?: string[], cpu?: string[] }} Locked
 * @typedef {{ packages: Record<string, Locked> }} Lock
 */

/**
 * @param {string} file
 * @returns {Lock | undefined}
 */
const readLock = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined);

/**
 * Whether `node_modules` is what the lock file asks for. npm writes its own account of the tree as the last act of an
 * install, so an interrupted one counts as stale. Optional packages may be absent: they belong to other platforms.
 * @param {string} [folder]
 */
export function installed(folder = root) {
  const wanted = readLock(join(folder, 'package-lock.json'));
  const present = readLock(join(folder, 'node_modules', '.package-lock.json'));
  if (!wanted || !present) return false;
  return Object.entries(wanted.packages).every(([path, { version, integrity, optional }]) => {
    if (path === '') return true;
    const found = present.packages[path];
    return found ? found.version === version && found.integrity === integrity : optional === true;
  });
}

/**
 * `npm ci`, quiet unless it fails.
 * @returns {Promise<void>}
 */
export function install() {
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env['npm_execpath'];
  const [command, all] = npm?.endsWith('.js') ? [process.execPath, [npm, ...args]] : ['npm', args];
  return new Promise((resolve, reject) => {
    const child = spawn(command, all, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (/** @type {Buffer} */ chunk) => {
        said = (said + chunk.toString()).slice(-4000);
      });
    }
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) return resolve();
      reject(
        new CannotStart(
          `npm could not install the packages (exit code ${code}); this is the end of what it said:\n${said}`,
        ),
      );
    });
  });
}
