/** How often each law is tried: `npm run test:laws:long` asks for many more. */
export const CASES = { numRuns: Number(process.env['LEADLOOM_LAW_CASES'] ?? 1_000) };

/** The same value, which throws when anyone writes to it. */
export function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const part of Object.values(value)) frozen(part);
  return value;
}
