import { describe, expect, test } from '@jest/globals';

import { compared, met, tableOf } from './report.js';

describe('the report', () => {
  test('a ratio of medians is held against its goal', () => {
    const pair = { raw: [100, 200, 300], ours: [150, 10, 999] };
    const figure = compared('loop', '/s', pair, { atLeast: 0.8, of: 'raw' });
    expect(figure).toMatchObject({ ours: 150, raw: 200 });
    expect(met(figure)).toBe(false);
    expect(met({ ...figure, ours: 160 })).toBe(true);
  });

  test('a bound is met up to and including itself', () => {
    const figure = { what: 'actions', unit: 'actions', ours: 8, goal: { atMost: 8 } };
    expect(met(figure)).toBe(true);
    expect(met({ ...figure, ours: 9 })).toBe(false);
    expect(met({ what: 'memory', unit: 'KB', ours: 240 })).toBeUndefined();
  });

  test('the table says what was missed', () => {
    const table = tableOf([
      { what: 'intake', unit: '/s', ours: 4_321, raw: 10_000, goal: { atLeast: 0.5, of: 'raw' } },
      { what: 'events', unit: 'events', ours: 31, goal: { atMost: 32 } },
    ]);
    expect(table.split('\n')).toEqual([
      expect.stringMatching(/^\s+ours\s+raw\s+ours\/raw\s+goal$/),
      expect.stringMatching(/^intake\s+4,321 \/s\s+10,000 \/s\s+43 %\s+>= 50 % of raw\s+MISSED$/),
      expect.stringMatching(/^events\s+31 events\s+<= 32 events\s+met$/),
    ]);
  });
});
