import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { Registry } from 'prom-client';

/**
 * What a worker counts, for Prometheus, and whether it is alive: `/metrics` and `/healthz`. A worker serves nothing else
 * over HTTP, so this is all of it; without a port there is none.
 */
export class MetricsPage implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly server: Server;

  constructor(
    private readonly registry: Registry,
    private readonly host: string,
    private readonly port: number | undefined,
  ) {
    this.server = createServer((request, response) => {
      void this.answer(request.url ?? '', response);
    });
  }

  /** Where it listens; with port 0 any that is free. */
  get address(): string {
    const { port } = this.server.address() as AddressInfo;
    return `http://${this.host}:${port}`;
  }

  async onApplicationBootstrap(): Promise<void> {
    if (this.port === undefined) return;
    this.server.listen(this.port, this.host);
    await once(this.server, 'listening');
  }

  onModuleDestroy(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(url: string, response: ServerResponse): Promise<void> {
    if (url === '/healthz') {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ok"}');
    } else if (url === '/metrics') {
      const page = await this.registry.metrics();
      response.writeHead(200, { 'content-type': this.registry.contentType }).end(page);
    } else {
      response.writeHead(404).end();
    }
  }
}
