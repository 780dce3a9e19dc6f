import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import type { LeashOrder } from './leash.js';
import { type Leashed, startLeashed } from './leashed.js';
import { type RunRecord, writeRecord } from './run-record.js';

const SHOWN_LINES = 15;

/** The servers of one `npm start`, with the record that lets the next one clean up after it. */
export class Run {
  readonly home: string;
  readonly #recordFile: string;
  readonly #record: RunRecord = { launcher: process.pid, stopping: false, processes: [] };
  readonly #servers: Leashed[] = [];
  readonly #atStop: (() => void)[] = [];
  #stopped: Promise<void> | undefined;

  constructor(home: string, recordFile: string) {
    this.home = home;
    this.#recordFile = recordFile;
    mkdirSync(join(home, 'logs'), { recursive: true });
    this.#write();
  }

  get stopping(): boolean {
    return this.#record.stopping;
  }

  logOf(name: string): string {
    return join(this.home, 'logs', `${name}.log`);
  }

  /** Puts the log of the run before aside. */
  freshLog(name: string): string {
    const log = this.logOf(name);
    if (existsSync(log)) renameSync(log, join(this.home, 'logs', `${name}.previous.log`));
    return log;
  }

  /** Starts a server that `stop` ends; used in the place of `startLeashed`. */
  readonly start = (order: LeashOrder, place: { env: NodeJS.ProcessEnv; log: string }): Leashed => {
    const server = startLeashed(order, place);
    this.#servers.push(server);
    this.#remember(server.leash);
    void server.server.then((pid) => this.#remember(pid));
    return server;
  };

  /** Something to do once the run is asked to stop. */
  onStop(work: () => void): void {
    this.#atStop.push(work);
  }

  /** Ends all servers, the last started first. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stopAll();
    return this.#stopped;
  }

  /** The end of a server's log, for the person who has to find out why it ended. */
  lastWords(name: string): string {
    const lines = readFileSync(this.logOf(name), 'utf8').trimEnd().split('\n');
    return [...lines.slice(-SHOWN_LINES), `(all of it is in ${this.logOf(name)})`].join('\n');
  }

  async #stopAll(): Promise<void> {
    this.#record.stopping = true;
    this.#write();
    for (const work of this.#atStop) work();
    for (const server of this.#servers.toReversed()) await server.stop();
    rmSync(this.#recordFile, { force: true });
  }

  #remember(pid: number): void {
    this.#record.processes.push(pid);
    this.#write();
  }

  #write(): void {
    writeRecord(this.#recordFile, this.#record);
  }
}
