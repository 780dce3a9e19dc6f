import type { ThreadStart } from '../../src/threads/threads.js';

const loader = new URL('../../scripts/typescript.mjs', import.meta.url).href;

/** Threads of the product as they run from its sources. */
export const fromSource: ThreadStart = {
  execArgv: [
    '--import',
    loader,
    '--experimental-transform-types',
    '--disable-warning=ExperimentalWarning',
  ],
};
