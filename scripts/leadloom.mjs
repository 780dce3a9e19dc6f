#!/usr/bin/env node
/** `npx leadloom`: the built command line, on the Node that npm installed for the project, whatever the machine's own is. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { node24, root } from './bootstrap/install.mjs';

const main = join(root, 'dist', 'src', 'cli', 'main.js');
if (!existsSync(main) || !existsSync(node24)) {
  console.error('Leadloom is not built yet: run `npm start` or `npm ci && npm run build` once.');
  process.exit(1);
}

const child = spawn(node24, ['--enable-source-maps', main, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, TZ: 'UTC' },
});
// Ctrl-C reaches the child as well; what it still prints on its way out is waited for.
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.on(signal, () => child.kill(signal));
}
child.once('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
