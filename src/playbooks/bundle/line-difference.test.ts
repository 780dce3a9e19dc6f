import { expect, test } from '@jest/globals';
import { lineDifference } from './line-difference.js';

const shown = (a: string, b: string) =>
  lineDifference(a, b).map(({ sign, text }) => `${sign}${text}`);

test('keeps the lines both have, in their order', () => {
  expect(shown('a\nb\nc\nd', 'a\nc\nx\nd')).toEqual([' a', '-b', ' c', '+x', ' d']);
  expect(shown('a\na', 'a')).toEqual([' a', '-a']);
  expect(shown('same', 'same')).toEqual([' same']);
});

test('shows texts too large to compare as replaced, at once', () => {
  const many = (word: string) => Array.from({ length: 20_000 }, (_, n) => `${word}${n}`).join('\n');
  const began = performance.now();
  expect(lineDifference(many('a'), many('b'))).toHaveLength(40_000);
  expect(performance.now() - began).toBeLessThan(1_000);
});
