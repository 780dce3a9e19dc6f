/** `npm run bench`: on servers and in a folder of its own, which are gone when it ends. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { begin } from './bootstrap/begin.mjs';

await begin('bench/main.ts', {
  env: {
    ...process.env,
    LEADLOOM_HOME: mkdtempSync(join(tmpdir(), 'leadloom-bench-')),
    DATABASE_URL: '',
    TEMPORAL_ADDRESS: '',
  },
  ports: false,
});
