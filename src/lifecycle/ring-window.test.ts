import { describe, expect, test } from '@jest/globals';
import { RingWindow } from './ring-window.js';

/** Workers that answer so many a second, in order; a ring is slow after five seconds. */
function ages(perSecond: number, seconds: number, most = 500): number[] {
  const window = new RingWindow(most);
  const rung: number[] = [];
  const waited: number[] = [];
  for (let now = 0; now < seconds * 1_000; now += 100) {
    for (let answer = 0; answer < perSecond / 10; answer++) {
      const at = rung.shift();
      if (at !== undefined) waited.push(now - at);
    }
    const slow = rung.filter((at) => now - at > 5_000).length;
    window.after({ unanswered: rung.length, slow }, now);
    while (rung.length < window.rings) rung.push(now);
  }
  return waited;
}

describe('the number of leads that may be rung at once', () => {
  test.each([10, 20, 50, 100, 500])(
    'is such that workers who answer %i a second let no ring wait for half a minute',
    (perSecond) => {
      const longest = ages(perSecond, 120).reduce((most, waited) => Math.max(most, waited), 0);
      expect(longest).toBeLessThan(30_000);
    },
  );

  test('grows to what is allowed where they are quick, so that they never starve', () => {
    const waited = ages(1_000, 60);
    expect(waited.length).toBeGreaterThan(0.8 * 60 * 1_000 * 0.5);
  });

  test('never passes what is allowed', () => {
    const window = new RingWindow(30);
    expect(window.rings).toBe(30);
    for (let now = 0; now < 60_000; now += 2_000) window.after({ unanswered: 30, slow: 0 }, now);
    expect(window.rings).toBe(30);
  });

  test('stays as it is where nothing waits', () => {
    const window = new RingWindow(500);
    for (let now = 0; now < 60_000; now += 2_000) window.after({ unanswered: 3, slow: 0 }, now);
    expect(window.rings).toBe(100);
  });
});
