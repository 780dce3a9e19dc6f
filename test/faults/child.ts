import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';

/** A process of the product, to be killed. */
export class Child {
  readonly ended: Promise<string>;

  private constructor(
    readonly name: string,
    private readonly process: ChildProcess,
    private readonly log: string,
  ) {
    this.ended = new Promise((resolve) => {
      process.once('exit', (code, signal) => resolve(signal ?? String(code)));
    });
  }

  static start(
    name: string,
    order: { argv: string[]; env: NodeJS.ProcessEnv; log: string },
  ): Child {
    const output = openSync(order.log, 'a');
    const child = spawn(process.execPath, order.argv, {
      env: order.env,
      // Its standard input is ours: who reads from it ends with this test, however the test ends.
      stdio: ['pipe', output, output],
    });
    closeSync(output);
    return new Child(name, child, order.log);
  }

  /** No goodbye. */
  async kill(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.ended;
  }

  async stop(): Promise<void> {
    this.process.stdin?.end();
    this.process.kill('SIGTERM');
    await this.ended;
  }

  get lives(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null;
  }

  /** Whether its log says so. */
  says(words: string): boolean {
    return readFileSync(this.log, 'utf8').includes(words);
  }

  lastWords(): string {
    return readFileSync(this.log, 'utf8').split('\n').slice(-25).join('\n');
  }
}
