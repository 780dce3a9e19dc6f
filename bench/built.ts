import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { root } from '../scripts/bootstrap/install.mjs';

const load = (module: string): Promise<unknown> =>
  import(pathToFileURL(join(root, 'dist', module)).href);

/** The parts of the build that a benchmark calls itself. What is measured is what was built, not its sources. */
export const built = {
  engine: () => load('engine/index.js') as Promise<typeof import('../engine/index.js')>,
  live: () =>
    load('engine/simulate/live.js') as Promise<typeof import('../engine/simulate/live.js')>,
  compile: () =>
    load('engine/playbook/compile.js') as Promise<typeof import('../engine/playbook/compile.js')>,
  parse: () =>
    load('engine/playbook/parse.js') as Promise<typeof import('../engine/playbook/parse.js')>,
  database: () =>
    load('src/database/database.js') as Promise<typeof import('../src/database/database.js')>,
  playbooks: () =>
    load('src/playbooks/shipped.js') as Promise<typeof import('../src/playbooks/shipped.js')>,
};
