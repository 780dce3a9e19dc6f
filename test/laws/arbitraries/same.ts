import { expect } from '@jest/globals';

/**
 * Expects two values of plain JSON to be the same. Texts are compared first, since walking two decisions key by key is
 * what a law would spend a quarter of its time on; keys in another order, and whatever differs, are left to Jest.
 */
export function expectSame(actual: unknown, expected: unknown): void {
  if (JSON.stringify(actual) === JSON.stringify(expected)) return;
  expect(actual).toEqual(expected);
}
