const { LEADLOOM_LAW_CASES: cases = '1000', LEADLOOM_LAW_SEED: seed } = process.env;

/**
 * How often each law is tried, and from which seed on; another one each time unless it is said. `npm run test:laws:long`
 * asks for many more, in rounds of a seed each.
 */
export const CASES = {
  numRuns: Number(cases),
  ...(seed === undefined ? {} : { seed: Number(seed) }),
};

/** The same for a law whose case takes 200 times as long. */
export const LONG_CASES = { ...CASES, numRuns: Math.ceil(CASES.numRuns / 200) };

/** The same value, which throws when anyone writes to it. */
export function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const part of Object.values(value)) frozen(part);
  return value;
}
