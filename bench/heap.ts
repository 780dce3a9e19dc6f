/** A Node process that was started with `--inspect=127.0.0.1:PORT`, asked through its own debugger. */

interface Message {
  id?: number;
  method?: string;
  params?: { sessionId: string; message: string };
  result?: unknown;
  error?: { message: string };
}

/** One thread of the process: its main thread, or a worker thread reached through it. */
type Thread = (method: string, params?: object) => Promise<unknown>;

class Debugger {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<string, (message: Message) => void>();
  readonly #workers = new Set<string>();
  #count = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => this.#take('main', JSON.parse(String(data))));
  }

  static async attach(port: number): Promise<Debugger> {
    const answer = await fetch(`http://127.0.0.1:${port}/json/list`);
    const [target] = (await answer.json()) as { webSocketDebuggerUrl: string }[];
    const socket = new WebSocket(target?.webSocketDebuggerUrl ?? '');
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve, { once: true });
      socket.addEventListener('error', reject, { once: true });
    });
    return new Debugger(socket);
  }

  async threads(): Promise<Thread[]> {
    const main: Thread = (method, params) => this.#ask('main', method, params);
    await main('NodeWorker.enable', { waitForDebuggerOnStart: false });
    // Workers are told of as they are attached to; a further answer comes after all of them.
    await main('Runtime.getHeapUsage');
    const workers = [...this.#workers].map(
      (session): Thread =>
        (method, params) =>
          this.#ask(session, method, params),
    );
    return [main, ...workers];
  }

  close(): void {
    this.#socket.close();
  }

  async #ask(session: string, method: string, params: object = {}): Promise<unknown> {
    this.#count += 1;
    const id = this.#count;
    const message = JSON.stringify({ id, method, params });
    const answered = new Promise<Message>((resolve) => {
      this.#waiting.set(`${session}/${id}`, resolve);
    });
    if (session === 'main') this.#socket.send(message);
    else await this.#ask('main', 'NodeWorker.sendMessageToWorker', { sessionId: session, message });
    const { result, error } = await answered;
    if (error) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  #take(session: string, message: Message): void {
    const { id, method, params } = message;
    if (id !== undefined) {
      this.#waiting.get(`${session}/${id}`)?.(message);
      this.#waiting.delete(`${session}/${id}`);
    } else if (method === 'NodeWorker.attachedToWorker' && params) {
      this.#workers.add(params.sessionId);
    } else if (method === 'NodeWorker.receivedMessageFromWorker' && params) {
      this.#take(params.sessionId, JSON.parse(params.message) as Message);
    }
  }
}

/** Bytes on the heaps of all threads of the process after their garbage was collected. */
export async function usedHeap(port: number): Promise<number> {
  const process = await Debugger.attach(port);
  try {
    let used = 0;
    for (const thread of await process.threads()) {
      await thread('HeapProfiler.collectGarbage');
      const usage = (await thread('Runtime.getHeapUsage')) as { usedSize: number };
      used += usage.usedSize;
    }
    return used;
  } finally {
    process.close();
  }
}
