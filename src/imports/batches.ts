import type { ImportMap } from './import-map.js';
import type { ImportRow } from './import-row.js';

/** Rows whose events go to the door in one request, with the row each event came from. */
export interface Batch {
  rows: ImportRow[];
  events: object[];
  /** Row of each event, by its place in the batch. */
  owners: ImportRow[];
  /** Size of the request's body, about. */
  bytes: number;
}

/** Below what the door takes at once (500 KB, 2,500 events), with room for the frame around it. */
const MOST_BYTES = 400 * 1024;
const MOST_EVENTS = 1_000;

/** Gathers rows into batches; the events of one row are never torn apart. */
export class BatchMaker {
  private batch: Batch = emptyBatch();

  constructor(private readonly map: ImportMap) {}

  /** Takes a row; answers the batch before it when that is full now. */
  add(row: ImportRow): Batch | undefined {
    const events = eventsOf(row, this.map);
    const bytes = events.reduce((sum, event) => sum + Buffer.byteLength(JSON.stringify(event)), 0);
    const { events: held, bytes: heldBytes } = this.batch;
    const full = held.length + events.length > MOST_EVENTS || heldBytes + bytes > MOST_BYTES;
    const done = full && held.length > 0 ? this.take() : undefined;
    this.batch.rows.push(row);
    this.batch.events.push(...events);
    this.batch.owners.push(...events.map(() => row));
    this.batch.bytes += bytes;
    return done;
  }

  /** What is left, unless nothing is. */
  take(): Batch | undefined {
    const { batch } = this;
    this.batch = emptyBatch();
    return batch.rows.length === 0 ? undefined : batch;
  }
}

const emptyBatch = (): Batch => ({ rows: [], events: [], owners: [], bytes: 0 });

/** A row in the words of the Segment HTTP specification: one identify call, then one track call for each event. */
export function eventsOf(row: ImportRow, map: ImportMap): object[] {
  const { externalId, attributes, consent, events, timestamp, messageIds } = row;
  const common = {
    externalIds: { [map.externalId.type]: externalId },
    ...(map.playbook === undefined ? {} : { playbook: map.playbook }),
    ...(timestamp === undefined ? {} : { timestamp }),
  };
  const [identify, ...tracks] = messageIds;
  return [
    {
      type: 'identify',
      messageId: identify,
      ...common,
      traits: attributes,
      ...(consent.length === 0 ? {} : { consent }),
    },
    ...events.map(({ event, properties }, index) => ({
      type: 'track',
      messageId: tracks[index],
      ...common,
      event,
      properties,
    })),
  ];
}
