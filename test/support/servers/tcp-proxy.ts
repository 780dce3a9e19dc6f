import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Stands between a client and a server, so that a test can do to the network what networks do. */
export interface TcpProxy {
  port: number;
  /** Resets every connection now; new ones go through. */
  cut(): void;
  /** Resets every connection and every new one, until `restore`: the server is down. */
  refuse(): void;
  /** Accepts and keeps everything, passes on nothing, until `restore`: the server hangs. */
  stall(): void;
  restore(): void;
  stop(): Promise<void>;
}

type Mode = 'open' | 'refusing' | 'stalled';

/** Starts a proxy on a free port of loopback. */
export async function startProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  let mode: Mode = 'open';
  const pairs = new Set<[Socket, Socket]>();

  const link = (client: Socket, server: Socket): void => {
    const pair: [Socket, Socket] = [client, server];
    pairs.add(pair);
    const end = (): void => {
      pairs.delete(pair);
      client.destroy();
      server.destroy();
    };
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      from.pipe(to);
      from.on('error', end).on('close', end);
      if (mode === 'stalled') from.unpipe(to).pause();
    }
  };

  const accepting = createServer((client) => {
    if (mode === 'refusing') client.resetAndDestroy();
    else link(client, connect(target));
  });
  accepting.listen(0, '127.0.0.1');
  await once(accepting, 'listening');

  const cut = (): void => {
    for (const [client, server] of pairs) {
      client.resetAndDestroy();
      server.resetAndDestroy();
    }
  };
  return {
    port: (accepting.address() as AddressInfo).port,
    cut,
    refuse() {
      mode = 'refusing';
      cut();
    },
    stall() {
      mode = 'stalled';
      for (const [client, server] of pairs) {
        client.unpipe(server).pause();
        server.unpipe(client).pause();
      }
    },
    restore() {
      const stalled = mode === 'stalled';
      mode = 'open';
      if (!stalled) return;
      for (const [client, server] of pairs) {
        client.pipe(server);
        server.pipe(client);
      }
    },
    async stop() {
      cut();
      accepting.close();
      await once(accepting, 'close');
    },
  };
}
