import { describe, expect, it } from '@jest/globals';
import { eventTime } from './event-time.js';

const RECEIVED = Date.parse('2026-11-23T10:00:00Z');
const MINUTE = 60_000;

describe('the time of an event', () => {
  it('is its arrival where nothing is said', () => {
    expect(eventTime({}, RECEIVED)).toEqual({ ok: true, occurredAt: RECEIVED });
  });

  it('is received - (sentAt - timestamp), whatever the clock of the client says', () => {
    const said = { timestamp: '2019-01-01T00:00:00Z', sentAt: '2019-01-01T00:02:00Z' };
    expect(eventTime(said, RECEIVED)).toEqual({ ok: true, occurredAt: RECEIVED - 2 * MINUTE });
  });

  it('is taken at its word without sentAt', () => {
    expect(eventTime({ timestamp: '2026-11-20T08:00:00+08:00' }, RECEIVED)).toEqual({
      ok: true,
      occurredAt: Date.parse('2026-11-20T00:00:00Z'),
    });
  });

  it('up to five minutes ahead is believed; beyond, the arrival counts and the original is kept', () => {
    const at = (ms: number) => new Date(RECEIVED + ms).toISOString();
    expect(eventTime({ timestamp: at(5 * MINUTE) }, RECEIVED)).toEqual({
      ok: true,
      occurredAt: RECEIVED + 5 * MINUTE,
    });
    expect(eventTime({ timestamp: at(5 * MINUTE + 1) }, RECEIVED)).toEqual({
      ok: true,
      occurredAt: RECEIVED,
      saidAt: at(5 * MINUTE + 1),
    });
  });

  it.each([
    '9999-12-31T23:59:59Z',
    '0001-01-01',
    'soon',
    '',
    '2026-02-30T99:00:00Z',
    '1e12',
    '20261123',
  ])('that cannot be is refused: %s', (timestamp) => {
    expect(eventTime({ timestamp }, RECEIVED)).toEqual({ ok: false, field: 'timestamp' });
  });

  it('needs a sentAt that is a time', () => {
    expect(eventTime({ timestamp: '2026-01-01', sentAt: 'x' }, RECEIVED)).toEqual({
      ok: false,
      field: 'sentAt',
    });
  });
});
