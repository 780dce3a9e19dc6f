import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';

import type { SimulationProgress } from '../simulations/simulate-record.js';
import { STOP, type Kind, type Order, type ThreadData, type Word, type Work } from './order.js';
import { plainError, type PlainError } from './plain-error.js';

/** How a thread is begun. */
export interface ThreadStart {
  /** Options of Node for it; else those of the process. */
  execArgv?: string[];
  /** Of its heap, MB. */
  heapMb?: number;
}

/** What threads of the process work on. */
export interface ThreadRecord {
  databaseUrl: string;
  masterKey: Buffer;
}

/** How a piece of work ended; `answer` of one that did not come to its end is what it would have been by then. */
export type Ended<A> =
  | { end: 'done'; answer: A }
  | { end: 'stopped'; answer?: A }
  | { end: 'failed'; why: 'memory' | 'error'; error: PlainError; answer?: A }
  /** Not begun: as many as may are under way. */
  | { end: 'busy' };

export interface Watch {
  /** Ends it early: it may end between two leads, and is cut off soon after. */
  signal?: AbortSignal;
  onProgress?: (progress: SimulationProgress) => void;
  onBroken?: (lead: string, error: PlainError) => void;
}

/** Ms between the word to stop and the end by force. */
const GRACE = 2_000;
/** MB of a heap: a long life and its past take a tenth. */
const HEAP = 512;
/** Threads of a kind at once; each keeps a core busy. */
const MOST: { [kind in Kind]: number } = { simulate: 1, live: 2, preview: 1 };

// Beside this file, and of its kind: the built one in the product, the source in tests.
const ENTRY = new URL(`./entry${extname(import.meta.url)}`, import.meta.url);

/**
 * Work over the record that would hold up everything else of the process: each piece has a thread, a heap and database
 * connections of its own, and ends when it is told to.
 */
export class Threads {
  readonly #running = { simulate: 0, live: 0, preview: 0 };
  readonly #end = new AbortController();

  constructor(
    private readonly record: ThreadRecord,
    private readonly start: ThreadStart = {},
  ) {}

  async run<K extends Kind>(
    kind: K,
    asked: Work[K]['asked'],
    watch: Watch = {},
  ): Promise<Ended<Work[K]['answer']>> {
    if (this.#running[kind] >= MOST[kind]) return { end: 'busy' };
    this.#running[kind] += 1;
    try {
      const thread = new RunningThread<Work[K]['answer']>(this.#worker({ kind, asked } as Order), {
        ...watch,
        signal: AbortSignal.any([this.#end.signal, ...(watch.signal ? [watch.signal] : [])]),
      });
      return await thread.ended;
    } finally {
      this.#running[kind] -= 1;
    }
  }

  /** Whatever is under way is told to stop: the process ends. */
  end(): void {
    this.#end.abort();
  }

  #worker(order: Order): Worker {
    const { execArgv, heapMb = HEAP } = this.start;
    const { databaseUrl, masterKey } = this.record;
    const workerData: ThreadData = { order, databaseUrl, masterKey: new Uint8Array(masterKey) };
    return new Worker(ENTRY, {
      name: order.kind,
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: heapMb },
      ...(execArgv === undefined ? {} : { execArgv }),
    });
  }
}

/** A thread until it is gone. */
class RunningThread<A> {
  readonly ended: Promise<Ended<A>>;
  #answer: { answer?: A } = {};
  #end: Ended<A> | undefined;
  #force: NodeJS.Timeout | undefined;

  constructor(
    private readonly worker: Worker,
    private readonly watch: Watch,
  ) {
    const stop = (): void => this.#stop();
    worker.on('message', (word: Word<A>) => this.#hear(word));
    worker.on('error', (error) => this.#fail(error));
    this.ended = new Promise((resolve) => {
      worker.once('exit', () => {
        clearTimeout(this.#force);
        watch.signal?.removeEventListener('abort', stop);
        resolve(this.#end ?? this.#withoutAWord());
      });
    });
    watch.signal?.addEventListener('abort', stop);
    if (watch.signal?.aborted === true) stop();
  }

  #hear(word: Word<A>): void {
    switch (word.said) {
      case 'progress':
        this.#answer = { answer: word.answer };
        return this.watch.onProgress?.(word.progress);
      case 'broken':
        return this.watch.onBroken?.(word.lead, word.error);
      case 'done':
        this.#end = { end: 'done', answer: word.answer };
        return this.#soon();
      case 'failed':
        this.#end = { end: 'failed', why: 'error', error: word.error, ...this.#answer };
        return this.#soon();
    }
  }

  /** It broke without a word of its own. */
  #fail(thrown: unknown): void {
    const error = plainError(thrown);
    const why = error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'memory' : 'error';
    this.#end ??= { end: 'failed', why, error, ...this.#answer };
  }

  #withoutAWord(): Ended<A> {
    if (this.#force !== undefined) return { end: 'stopped', ...this.#answer };
    return { end: 'failed', why: 'error', error: { name: 'Exit', stack: '' }, ...this.#answer };
  }

  #stop(): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- to a thread, not to a window
    this.worker.postMessage(STOP);
    this.#soon();
  }

  /** It may close its connections. */
  #soon(): void {
    this.#force ??= setTimeout(() => void this.worker.terminate(), GRACE);
  }
}
