import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

/** How the receiver answers one request: a status, or by hanging up once it has read it. */
export type Answer = { status: number; headers?: { [name: string]: string } } | 'hang-up';

/** Another system that takes webhooks: a real server, which answers as it is told and remembers what it got. */
export class Receiver {
  readonly received: Received[] = [];
  /** Answers to the next requests; then 200. */
  readonly answers: Answer[] = [];

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<Receiver> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const receiver = new Receiver(server, `http://127.0.0.1:${port}/hook`);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        receiver.received.push({
          headers: request.headers,
          body: Buffer.concat(chunks).toString(),
        });
        const answer = receiver.answers.shift() ?? { status: 200 };
        if (answer === 'hang-up') request.socket.destroy();
        else response.writeHead(answer.status, answer.headers).end('an answer nobody reads');
      });
    });
    return receiver;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
