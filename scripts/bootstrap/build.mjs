import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { node24, root } from './install.mjs';
import { CannotStart } from './progress.mjs';

const run = promisify(execFile);
const DIST = join(root, 'dist');
const STAMP = join(DIST, 'built-from');
const SOURCES = ['engine', 'workflows', 'activities', 'src'];
const SETTINGS = ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];

const isSource = (/** @type {string} */ file) => file.endsWith('.ts') && !file.endsWith('.test.ts');

/** One hash over everything the build reads. */
function fingerprint() {
  const files = SOURCES.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter(isSource)
      .map((file) => join(folder, file)),
  );
  const hash = createHash('sha256');
  for (const file of [...files.toSorted(), ...SETTINGS]) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

/** Whether `dist` is what the sources would give. */
export const built = () => existsSync(STAMP) && readFileSync(STAMP, 'utf8') === fingerprint();

/**
 * Compiles everything anew, so that nothing of a removed source stays behind, and makes the workflow code ready for
 * Temporal's sandbox. The stamp comes last: a build that was interrupted is none.
 */
export async function build() {
  const from = fingerprint();
  rmSync(DIST, { recursive: true, force: true });
  try {
    await run(join(root, 'node_modules', '.bin', 'tsc'), ['-p', 'tsconfig.build.json'], {
      cwd: root,
    });
    await run(node24, [join(root, 'scripts', 'bundle-workflows.mjs')], { cwd: root });
  } catch (error) {
    const { stdout, stderr, message } =
      /** @type {Error & { stdout?: string, stderr?: string }} */ (error);
    throw new CannotStart(`The build failed:\n${(stdout || stderr || message).trim()}`);
  }
  writeFileSync(STAMP, from);
}
