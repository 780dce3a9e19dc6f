import { Client, Connection } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import type { Settings } from '../config/settings.js';
import type { Sealer } from '../crypto/sealer.js';
import { SealedPayloads } from './sealed-payloads.js';

/** How every client and worker of ours writes payloads. */
export const dataConverter = (sealer: Sealer): DataConverter => ({
  payloadCodecs: [new SealedPayloads(sealer)],
});

/** Connects with the first call, and again whenever the server comes back: nothing of ours needs it to start. */
export function openClient(temporal: Settings['temporal'], sealer: Sealer): Client {
  return new Client({
    connection: Connection.lazy(temporal.connection),
    namespace: temporal.namespace,
    dataConverter: dataConverter(sealer),
  });
}
