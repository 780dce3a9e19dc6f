/** RFC 3339, and the laxer ISO 8601 forms that clients send. */
const ISO =
  /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/i;
const AHEAD_AT_MOST = 5 * 60_000;
/** Beyond this a clock is not wrong but the value nonsense. */
const YEAR = 366 * 24 * 3_600_000;
const EARLIEST = Date.UTC(1990, 0, 1);

export type EventTime =
  /** `saidAt`: too far ahead to be believed; the time of arrival counts, the original is kept. */
  { ok: true; occurredAt: number; saidAt?: string } | { ok: false; field: 'timestamp' | 'sentAt' };

export interface SaidTime {
  timestamp?: string | null | undefined;
  sentAt?: string | null | undefined;
}

/**
 * When something happened, by the formula of the Segment specification: received - (sentAt - timestamp), which takes a
 * wrong clock of the client out. Without `sentAt` the timestamp is taken at its word, without either the arrival counts.
 *
 * @param received epoch ms of the engine's clock
 */
export function eventTime({ timestamp, sentAt }: SaidTime, received: number): EventTime {
  const happened = read(timestamp);
  const sent = read(sentAt);
  if (Number.isNaN(happened)) return { ok: false, field: 'timestamp' };
  if (Number.isNaN(sent)) return { ok: false, field: 'sentAt' };
  if (happened === undefined) return { ok: true, occurredAt: received };
  const occurredAt = sent === undefined ? happened : received - (sent - happened);
  if (occurredAt < EARLIEST || occurredAt > received + YEAR)
    return { ok: false, field: 'timestamp' };
  if (occurredAt <= received + AHEAD_AT_MOST) return { ok: true, occurredAt };
  return { ok: true, occurredAt: received, saidAt: timestamp ?? '' };
}

/** Epoch ms; NaN for what is no time. */
function read(text: string | null | undefined): number | undefined {
  if (text === undefined || text === null) return undefined;
  return ISO.test(text) ? Date.parse(text) : Number.NaN;
}
