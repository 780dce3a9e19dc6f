/**
 * `npm test`: everything that must hold before a change is good, from a clean clone on. Runs all of it whatever fails,
 * and ends with one line that sums it up. `npm test -- unit laws` runs those alone.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import { install, installed, root } from './bootstrap/install.mjs';
import { requireNode } from './bootstrap/preflight.mjs';
import { CannotStart, giveUp, step } from './bootstrap/progress.mjs';

const CODE = ['engine', 'workflows', 'activities', 'src', 'scripts', 'test', 'bench'];
const LONGEST_TIER_MS = 10 * 60_000;

/** @typedef {{ passed: number, failed: number }} Count */

/** @type {Record<string, string[]>} */
const CHECKS = {
  lint: ['oxlint', '--type-aware'],
  format: ['oxfmt', '--check'],
  types: ['tsc', '-p', 'tsconfig.json'],
  boundaries: ['depcruise', '--config', '.dependency-cruiser.mjs', ...CODE],
  unused: ['knip'],
  build: ['node', 'scripts/build.mjs'],
};
const TIERS = ['unit', 'laws', 'integration', 'workflows', 'replay', 'faults', 'e2e'];

/**
 * @param {string[]} command
 * @param {{ show: boolean, env?: Record<string, string> }} how
 * @returns {Promise<{ code: number, said: string }>}
 */
function run([program = '', ...args], { show, env = {} }) {
  const bin = join(root, 'node_modules', '.bin');
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: root,
      stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
      env: { ...process.env, ...env, PATH: `${bin}${delimiter}${process.env['PATH']}` },
      timeout: LONGEST_TIER_MS,
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (/** @type {Buffer} */ chunk) => {
        said += chunk.toString();
      });
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, said }));
  });
}

/**
 * One check counts as one test.
 * @param {string} name
 * @param {string[]} command
 * @returns {Promise<Count>}
 */
async function check(name, command) {
  try {
    await step(name, async () => {
      const { code, said } = await run(command, { show: false });
      if (code !== 0) throw new CannotStart(said);
    });
    return { passed: 1, failed: 0 };
  } catch (error) {
    console.log(/** @type {Error} */ (error).message);
    return { passed: 0, failed: 1 };
  }
}

/**
 * What Jest counted. A file that could not be run, a test that was skipped and an end that was not clean are failures.
 * @param {string} report
 * @param {number} code
 * @returns {Count}
 */
function countOf(report, code) {
  if (!existsSync(report)) return { passed: 0, failed: 1 };
  const {
    numPassedTests,
    numFailedTests,
    numRuntimeErrorTestSuites,
    numPendingTests,
    numTodoTests,
  } = JSON.parse(readFileSync(report, 'utf8'));
  const failed = numFailedTests + numRuntimeErrorTestSuites + numPendingTests + numTodoTests;
  return { passed: numPassedTests, failed: code === 0 ? failed : Math.max(failed, 1) };
}

/**
 * @param {string} name
 * @returns {Promise<Count>}
 */
async function tier(name) {
  const folder = mkdtempSync(join(tmpdir(), 'leadloom-report-'));
  const report = join(folder, 'report.json');
  const jest = ['jest', '--passWithNoTests', '--json', `--outputFile=${report}`];
  console.log(`\n${name}`);
  try {
    const { code } = await run([...jest, '--selectProjects', name], {
      show: true,
      env: { NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning' },
    });
    return countOf(report, code);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @param {string[]} wanted names of checks and tiers; all, when there are none */
async function main(wanted) {
  requireNode();
  if (!installed()) await step('Installing npm packages', install);
  const chosen = (/** @type {string} */ name) => wanted.length === 0 || wanted.includes(name);
  /** @type {Count[]} */
  const counts = [];
  for (const [name, command] of Object.entries(CHECKS)) {
    if (chosen(name)) counts.push(await check(name, command));
  }
  for (const name of TIERS) {
    if (chosen(name)) counts.push(await tier(name));
  }
  const total = (/** @type {keyof Count} */ part) =>
    counts.reduce((sum, count) => sum + count[part], 0);
  console.log(`\n${total('passed')} passed, ${total('failed')} failed`);
  process.exit(total('failed') === 0 ? 0 : 1);
}

main(process.argv.slice(2)).catch(giveUp);
