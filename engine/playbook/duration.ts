import type { Lifetime } from './playbook.js';

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
type Unit = keyof typeof UNITS;

/** `60s`, `30m`, `1h`, `3d`: a whole number and a unit, at most five digits. */
export const DURATION = /^(\d{1,5})(s|m|h|d)$/;

/** Milliseconds of a duration that the schema has let through; `3d` is 72 hours. */
export function milliseconds(duration: string): number {
  const [length, unit] = parts(duration);
  return length * UNITS[unit];
}

/**
 * A span that may count open time: there `d` means working days, and `h`, `m`, `s` minutes in which the window is open.
 * On the wall clock `d` is 24 hours.
 */
export function lifetime(duration: string, counts: 'open' | 'wall'): Lifetime {
  const [length, unit] = parts(duration);
  if (counts === 'open' && unit === 'd') return { length, unit: 'workdays', counts };
  return { length: length * UNITS[unit], unit: 'ms', counts };
}

/** A span in whole working days: `48h` is two days, `36h` rounds up to two. */
export function workdays(duration: string): Lifetime {
  return { length: Math.ceil(milliseconds(duration) / UNITS.d), unit: 'workdays', counts: 'open' };
}

function parts(duration: string): [number, Unit] {
  const match = DURATION.exec(duration);
  if (!match) throw new Error(`not a duration: ${JSON.stringify(duration.slice(0, 40))}`);
  return [Number(match[1]), match[2] as Unit];
}
