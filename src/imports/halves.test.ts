import { expect, it } from '@jest/globals';

import { halfOf } from './halves.js';

it('halves are stable and about equal', () => {
  // SHA-256("abc") begins with ba, SHA-256("") with e3.
  expect(halfOf('abc')).toBe('even');
  expect(halfOf('')).toBe('odd');
  const even = Array.from({ length: 2_000 }, (_, i) => halfOf(`lead-${i}`)).filter(
    (h) => h === 'even',
  );
  expect(Math.abs(even.length - 1_000)).toBeLessThan(100);
});
