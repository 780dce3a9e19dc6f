/** The beginning of a thread: does one piece of work over the record, tells how far it is, and ends. */
import {
  parentPort,
  receiveMessageOnPort,
  workerData,
  type MessagePort,
} from 'node:worker_threads';

import { Sealer } from '../crypto/sealer.js';
import { openDb } from '../database/open-db.js';
import { PlaybookLibrary } from '../playbooks/library.js';
import { foreseePublication } from '../playbooks/preview/asked-preview.js';
import { liveInRecord } from '../simulations/live-in-record.js';
import { simulateRecord, type SimulationParts } from '../simulations/simulate-record.js';
import type { Order, ThreadData, Word } from './order.js';
import { plainError } from './plain-error.js';

/** Connections; inputs and decisions are read beside each other. */
const CONNECTIONS = 2;

function work(order: Order, parts: SimulationParts): Promise<unknown> {
  switch (order.kind) {
    case 'simulate':
      return simulateRecord(parts, order.asked);
    case 'live':
      return liveInRecord(parts, order.asked);
    case 'preview':
      return foreseePublication(parts, order.asked);
  }
}

async function run(
  port: MessagePort,
  { order, databaseUrl, masterKey }: ThreadData,
): Promise<void> {
  const say = (word: Word): void => port.postMessage(word);
  const db = openDb({ url: databaseUrl, poolSize: CONNECTIONS, name: `leadloom-${order.kind}` });
  const parts: SimulationParts = {
    db,
    sealer: new Sealer(Buffer.from(masterKey)),
    library: new PlaybookLibrary(db),
    // Asked for between two leads: the thread needs no turn of its event loop to hear.
    isStopped: () => receiveMessageOnPort(port) !== undefined,
    onProgress: (progress, answer) => say({ said: 'progress', progress, answer: answer() }),
    onBroken: (lead, error) => say({ said: 'broken', lead, error: plainError(error) }),
  };
  try {
    say({ said: 'done', answer: await work(order, parts) });
  } catch (error) {
    say({ said: 'failed', error: plainError(error) });
  }
  await db.destroy();
}

if (parentPort !== null) await run(parentPort, workerData as ThreadData);
