/**
 * `npm run test:laws:long`: every law on 50,000 cases, or as many as it is told. In rounds, for one process of its own
 * never lives longer than one: each has a seed, which is said before it begins, so that whatever ends it can be had again.
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

import { root } from './bootstrap/install.mjs';
import { CannotStart, giveUp } from './bootstrap/progress.mjs';

const CASES_A_ROUND = 5_000;
const LONGEST_LAW_MS = 30 * 60_000;
const LONGEST_ROUND_MS = 60 * 60_000;

/**
 * @param {number} cases
 * @param {number} seed
 * @returns {Promise<boolean>} whether every law held
 */
function hold(cases, seed) {
  const jest = join(root, 'node_modules', '.bin', 'jest');
  const child = spawn(
    jest,
    [
      '--selectProjects',
      'laws',
      `--maxWorkers=${availableParallelism()}`,
      `--testTimeout=${LONGEST_LAW_MS}`,
    ],
    {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {
        ...process.env,
        NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning',
        LEADLOOM_LAW_CASES: `${cases}`,
        LEADLOOM_LAW_SEED: `${seed}`,
      },
      timeout: LONGEST_ROUND_MS,
    },
  );
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code === 0));
  });
}

/** @param {string[]} args how many cases, and the first seed */
async function main([wanted = '50000', first = `${Date.now() % 1_000_000_000}`]) {
  const [cases, seed] = [Number(wanted), Number(first)];
  if (!(cases >= 1) || !Number.isInteger(seed)) {
    throw new CannotStart(
      'Say how many cases, and the first seed: npm run test:laws:long -- 50000 1',
    );
  }
  const started = Date.now();
  const rounds = Math.ceil(cases / CASES_A_ROUND);
  /** @type {number[]} */
  const failed = [];
  for (let round = 0; round < rounds; round++) {
    const some = Math.min(CASES_A_ROUND, cases - round * CASES_A_ROUND);
    const minutes = ((Date.now() - started) / 60_000).toFixed(1);
    console.log(
      `\nRound ${round + 1} of ${rounds}: ${some} cases of each law from seed ${seed + round} (after ${minutes} min)`,
    );
    if (!(await hold(some, seed + round))) failed.push(seed + round);
  }
  if (failed.length > 0) {
    throw new CannotStart(
      `A law is broken. Again: npm run test:laws:long -- ${CASES_A_ROUND} ${failed[0]}` +
        (failed.length > 1 ? ` (and from ${failed.slice(1).join(', ')})` : ''),
    );
  }
  const minutes = ((Date.now() - started) / 60_000).toFixed(1);
  console.log(`\n${cases} cases of each law from seed ${seed}: all hold (${minutes} min)`);
}

main(process.argv.slice(2)).catch(giveUp);
