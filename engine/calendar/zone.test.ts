import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { instantOf, isZone, offsetAt } from './zone.js';

const HOUR = 3_600_000;

describe('offsets of time zones', () => {
  it('change at the second the zone changes its clocks', () => {
    const spring = Date.parse('2026-03-08T07:00:00Z');
    expect(offsetAt('America/New_York', spring - 1)).toBe(-5 * HOUR);
    expect(offsetAt('America/New_York', spring)).toBe(-4 * HOUR);
    expect(offsetAt('Asia/Shanghai', spring)).toBe(8 * HOUR);
    expect(offsetAt('Asia/Kathmandu', spring)).toBe(5.75 * HOUR);
  });

  it('know which zones exist', () => {
    expect(isZone('Asia/Shanghai')).toBe(true);
    expect(isZone('Mars/Olympus')).toBe(false);
    expect(() => offsetAt('Mars/Olympus', 0)).toThrow(RangeError);
  });

  it('take a skipped time with the old offset and the first of a doubled one', () => {
    expect(instantOf('America/New_York', Date.parse('2026-03-08T02:30:00Z'))).toBe(
      Date.parse('2026-03-08T03:30:00-04:00'),
    );
    expect(instantOf('America/New_York', Date.parse('2026-11-01T01:30:00Z'))).toBe(
      Date.parse('2026-11-01T01:30:00-04:00'),
    );
  });

  it('lead there and back for every instant that is not the second of a doubled hour', () => {
    const zones = fc.constantFrom(
      'Asia/Shanghai',
      'America/New_York',
      'Australia/Lord_Howe',
      'Europe/Berlin',
    );
    const times = fc.integer({ min: Date.parse('2020-01-01'), max: Date.parse('2035-01-01') });
    fc.assert(
      fc.property(zones, times, (zone, time) => {
        const back = instantOf(zone, time + offsetAt(zone, time));
        expect(back === time || (back < time && time - back <= HOUR)).toBe(true);
      }),
    );
  });
});
