import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { node24, root } from '../scripts/bootstrap/install.mjs';

const run = promisify(execFile);

export interface WhatIf {
  preset: string;
  events: number;
  leads: number;
  seconds: number;
  /** Seconds of CPU, the making of the histories and collecting of garbage on other threads with it. */
  cpu: number;
  /** Most that the process ever held, bytes. */
  peak: number;
}

/** A million events under the largest preset, in a process of its own: its memory is nobody else's. */
export async function measureWhatIf(): Promise<WhatIf> {
  const loader = join(root, 'scripts', 'typescript.mjs');
  const program = join(root, 'bench', 'simulated.ts');
  const { stdout } = await run(node24, ['--import', loader, program], { cwd: root });
  return JSON.parse(stdout) as WhatIf;
}
