import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { WorkerOptions } from '@temporalio/worker';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Settings } from '../config/settings.js';

/** What each queue's worker adds to the options they share. */
export type QueueOptions = Pick<WorkerOptions, 'taskQueue'> & Partial<WorkerOptions>;

export interface WorkerHostParts {
  temporal: Settings['temporal'];
  shared: Partial<WorkerOptions>;
  /** Made once the server is reached: a bundle takes a while, and there may be no workflows at all. */
  queues: () => Promise<QueueOptions[]>;
  /** Once everything is reachable and before anything is polled. */
  prepare: (connection: NativeConnection) => Promise<void>;
  log: Logger;
  /** A worker that stops by itself is a bug or a broken installation: the process is of no use any more. */
  onFatal: (error: unknown) => void;
}

const RECONNECT = 1_000;

/** Temporal's workers within the life of a Nest application. */
export class WorkerHost implements OnApplicationBootstrap, OnModuleDestroy {
  private workers: Worker[] = [];
  private connection?: NativeConnection;
  private running: Promise<unknown> = Promise.resolve();
  private stopping = false;

  constructor(private readonly parts: WorkerHostParts) {}

  async onApplicationBootstrap(): Promise<void> {
    // Ours to end: a signal must not stop the workers before the application is told.
    Runtime.install({ shutdownSignals: [], logger: temporalLogger(this.parts.log) });
    this.connection = await this.connect();
    await this.parts.prepare(this.connection);
    for (const queue of await this.parts.queues()) this.workers.push(await this.create(queue));
    this.running = Promise.all(this.workers.map((worker) => worker.run())).catch(
      (error: unknown) => {
        this.parts.onFatal(error);
      },
    );
  }

  /** Ten seconds for what is under way, ten more for what does not listen; then the process may go. */
  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    for (const worker of this.workers) if (worker.getState() === 'RUNNING') worker.shutdown();
    await this.running;
    await this.connection?.close();
  }

  private create(queue: QueueOptions): Promise<Worker> {
    const { shared, temporal } = this.parts;
    return Worker.create({
      ...shared,
      ...queue,
      ...(this.connection && { connection: this.connection }),
      namespace: temporal.namespace,
      // Without these a database that accepts and never answers holds `shutdown` for minutes.
      shutdownGraceTime: '10 s',
      shutdownForceTime: '20 s',
    });
  }

  /** The server may come up after us; a worker waits for it rather than die. */
  private async connect(): Promise<NativeConnection> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await NativeConnection.connect(this.parts.temporal.connection);
      } catch (error) {
        if (this.stopping) throw error;
        this.parts.log.warn({ err: error, attempt }, 'Temporal is not there yet; trying again');
        await new Promise((resolve) => setTimeout(resolve, RECONNECT));
      }
    }
  }
}

/** The SDK's own log lines, in ours. */
const temporalLogger = (log: Logger) => ({
  log: (level: string, message: string, meta?: object) => write(log, level, message, meta),
  trace: (message: string, meta?: object) => write(log, 'TRACE', message, meta),
  debug: (message: string, meta?: object) => write(log, 'DEBUG', message, meta),
  info: (message: string, meta?: object) => write(log, 'INFO', message, meta),
  warn: (message: string, meta?: object) => write(log, 'WARN', message, meta),
  error: (message: string, meta?: object) => write(log, 'ERROR', message, meta),
});

function write(log: Logger, level: string, message: string, meta: object = {}): void {
  const name = level.toLowerCase() as 'trace' | 'debug' | 'info' | 'warn' | 'error';
  log[name](meta, message);
}
