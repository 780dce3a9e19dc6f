import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { Pace } from './pace.js';

describe('the pace', () => {
  test('lets a full window through at once and makes the next ones wait', () => {
    const pace = new Pace(2, () => 10_000);
    const places = [1, 2, 3, 4, 5].map(() => pace.reserve(5_000).inMs);
    expect(places).toEqual([0, 0, 1000, 1000, 2000]);
  });

  test('takes no place that is further off than the caller can wait', () => {
    const pace = new Pace(1, () => 0);
    pace.reserve(0);
    expect(pace.reserve(500)).toEqual({ taken: false, inMs: 1000 });
    expect(pace.reserve(500)).toEqual({ taken: false, inMs: 1000 });
    expect(pace.reserve(1000)).toEqual({ taken: true, inMs: 1000 });
  });

  test('stops for as long as the provider says', () => {
    let now = 0;
    const pace = new Pace(10, () => now);
    pace.learn({ 'retry-after': '3' });
    expect(pace.reserve(0)).toEqual({ taken: false, inMs: 3000 });
    now = 3000;
    expect(pace.reserve(0)).toEqual({ taken: true, inMs: 0 });
    pace.learn({ 'ratelimit-limit': '5', 'ratelimit-remaining': '0', 'ratelimit-reset': '1' });
    expect(pace.reserve(0)).toEqual({ taken: false, inMs: 1000 });
  });

  test('never lets more than the limit through in a window, however it is asked', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.array(fc.nat(700)), (limit, steps) => {
        let now = 0;
        const pace = new Pace(limit, () => now);
        const at = steps.flatMap((step) => {
          now += step;
          const place = pace.reserve(2000);
          return place.taken ? [now + place.inMs] : [];
        });
        for (const start of at) {
          const inWindow = at.filter((time) => time >= start && time < start + 500);
          expect(inWindow.length).toBeLessThanOrEqual(2 * limit);
        }
      }),
    );
  });
});
