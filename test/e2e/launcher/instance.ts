import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { root } from '../../../scripts/bootstrap/install.mjs';
import { freePort } from '../../support/servers/free-port.js';
import { until } from '../../support/until.js';

const UP = 'Ctrl-C stops everything';

/** A folder for state and a set of free ports: what one installation keeps from one start to the next. */
export class Place {
  private constructor(
    readonly home: string,
    readonly ports: Readonly<Record<string, string>>,
  ) {}

  static async create(): Promise<Place> {
    const names = [
      'PORT',
      'LEADLOOM_TEMPORAL_PORT',
      'LEADLOOM_TEMPORAL_UI_PORT',
      'LEADLOOM_POSTGRES_PORT',
    ];
    const ports = await Promise.all(names.map(async (name) => [name, String(await freePort())]));
    const home = mkdtempSync(join(tmpdir(), 'leadloom-start-'));
    return new Place(home, Object.fromEntries(ports) as Record<string, string>);
  }

  get api(): string {
    return `http://127.0.0.1:${this.ports['PORT']}`;
  }

  key(name: 'adminKey' | 'writeKey'): string {
    const keys = JSON.parse(readFileSync(join(this.home, 'credentials.json'), 'utf8')) as {
      adminKey: string;
      writeKey: string;
    };
    return keys[name];
  }

  has(file: string): boolean {
    return existsSync(join(this.home, file));
  }

  /** Every process of ours that works on this folder: leashes, servers, services. */
  processes(): number[] {
    return listProcesses()
      .filter(({ args }) => args.includes(this.home) && !args.startsWith('postgres:'))
      .map(({ pid }) => pid);
  }

  /** The one that runs a file of the build. */
  process(main: string): number {
    const found = listProcesses().find(
      ({ args }) => args.includes(main) && args.endsWith(this.home) && !args.includes('leash.ts'),
    );
    return found?.pid ?? 0;
  }

  remove(): void {
    for (const pid of this.processes()) process.kill(pid, 'SIGKILL');
    rmSync(this.home, { recursive: true, force: true });
  }
}

function listProcesses(): { pid: number; parent: number; args: string }[] {
  return execFileSync('ps', ['-ww', '-eo', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [, pid = '', parent = '', args = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
      return { pid: Number(pid), parent: Number(parent), args };
    });
}

/** One `npm start`, as a person runs it: in a terminal's process group of its own. */
export class Started {
  private said = '';

  private constructor(private readonly npm: ChildProcess) {
    for (const stream of [npm.stdout, npm.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.said += chunk.toString();
      });
    }
  }

  static begin(place: Place, env: NodeJS.ProcessEnv = {}): Started {
    // Jest's own options are not for it.
    const { NODE_OPTIONS: _, ...inherited } = process.env;
    const npm = spawn('npm', ['start'], {
      cwd: root,
      env: { ...inherited, LEADLOOM_HOME: place.home, ...place.ports, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    return new Started(npm);
  }

  /** Returns as soon as it is up, or has ended without getting there. */
  static async at(place: Place, env: NodeJS.ProcessEnv = {}): Promise<Started> {
    const started = Started.begin(place, env);
    await until(() => started.isUp || started.hasEnded, 50);
    return started;
  }

  get output(): string {
    return this.said;
  }

  get isUp(): boolean {
    return this.said.includes(UP);
  }

  get hasEnded(): boolean {
    return this.npm.exitCode !== null || this.npm.signalCode !== null;
  }

  get exitCode(): number | null {
    return this.npm.exitCode;
  }

  /** As Ctrl-C does: to every process of the terminal's group. Returns when npm has ended. */
  async interrupt(): Promise<void> {
    process.kill(-(this.npm.pid ?? 0), 'SIGINT');
    if (!this.hasEnded) await once(this.npm, 'exit');
  }

  /** SIGKILL to one of its processes: npm itself, the launcher, or the launcher with all of its leashes. */
  kill(what: 'npm' | 'launcher' | 'launcher and leashes', place: Place): void {
    for (const pid of this.find(what, place)) process.kill(pid, 'SIGKILL');
  }

  private find(what: 'npm' | 'launcher' | 'launcher and leashes', place: Place): number[] {
    const npm = this.npm.pid ?? 0;
    if (what === 'npm') return [npm];
    const all = listProcesses();
    const below = (pid: number): number[] =>
      all
        .filter(({ parent }) => parent === pid)
        .flatMap((child) => [child.pid, ...below(child.pid)]);
    const launcher = below(npm).filter((pid) =>
      all.some((one) => one.pid === pid && one.args.includes('launch/main.ts')),
    );
    const leashes = all
      .filter(({ args }) => args.includes('launch/leash.ts') && args.includes(place.home))
      .map(({ pid }) => pid);
    return what === 'launcher' ? launcher : [...launcher, ...leashes];
  }
}
