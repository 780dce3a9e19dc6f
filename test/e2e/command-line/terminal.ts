import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { root } from '../../../scripts/bootstrap/install.mjs';
import { until } from '../../support/until.js';

export interface Said {
  code: number;
  out: string;
  err: string;
}

/** `npx leadloom` as a person runs it, from the clone. */
export class Terminal {
  constructor(private readonly env: NodeJS.ProcessEnv) {}

  async run(...args: string[]): Promise<Said> {
    const { child, said } = this.start(args);
    const [code] = (await once(child, 'close')) as [number | null];
    return { code: code ?? -1, ...said };
  }

  /** A command that goes on until Ctrl-C, which comes once it has said `enough`; `meanwhile` runs when it is `ready`. */
  async watch(
    args: string[],
    { ready, enough }: { ready: RegExp; enough: RegExp },
    meanwhile: () => Promise<unknown>,
  ): Promise<Said> {
    const { child, said } = this.start(args);
    const ended = once(child, 'close') as Promise<[number | null]>;
    await until(() => Promise.resolve(ready.test(said.err)));
    await meanwhile();
    await until(() => Promise.resolve(enough.test(said.out)));
    child.kill('SIGINT');
    const [code] = await ended;
    return { code: code ?? -1, ...said };
  }

  private start(args: string[]) {
    const child = spawn(process.execPath, [join(root, 'scripts/leadloom.mjs'), ...args], {
      env: this.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = { out: '', err: '' };
    child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (said.err += chunk.toString()));
    return { child, said };
  }
}
