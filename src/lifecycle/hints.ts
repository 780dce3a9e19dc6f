import { Client } from 'pg';

/** Intake notifies this channel when a ring is owed. */
export const RING_CHANNEL = 'ring';

const RECONNECT = 1_000;

/**
 * Wakes the relay at once when a ring is owed, by LISTEN on a connection of its own. Only a hint: while the connection is
 * away nothing is lost, since the relay also looks by itself.
 */
export class Hints {
  private client?: Client | undefined;
  private retry?: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly url: string,
    private readonly onHint: () => void,
  ) {}

  start(): void {
    const client = new Client({ connectionString: this.url, connectionTimeoutMillis: 3_000 });
    this.client = client;
    client.on('notification', this.onHint);
    client.on('error', () => this.again(client));
    client.on('end', () => this.again(client));
    client
      .connect()
      .then(() => client.query(`listen ${RING_CHANNEL}`))
      .then(this.onHint, () => this.again(client));
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.retry);
    await this.client?.end();
  }

  private again(client: Client): void {
    if (this.stopped || this.client !== client) return;
    this.client = undefined;
    client.end().catch(() => {
      // It is gone already: that is why we are here.
    });
    this.retry = setTimeout(() => this.start(), RECONNECT);
  }
}
