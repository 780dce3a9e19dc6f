/**
 * Offsets of IANA zones, in ms east of UTC. `Intl` is asked at most a few times for each UTC day and zone; what it said
 * is kept, for a call costs microseconds and `decide` has fifty in all.
 */
const DAY = 86_400_000;
/** Days kept per zone before the memory is let go; eleven years. */
const DAYS_KEPT = 4_096;

/** One UTC day: the offset at its start, and after `changeAt` where the zone changed its clocks that day. */
interface DayOffset {
  before: number;
  changeAt: number;
  after: number;
}

interface Zone {
  format: Intl.DateTimeFormat;
  days: Map<number, DayOffset>;
}

const zones = new Map<string, Zone | undefined>();

/** Whether the runtime knows this zone; names come from clients too. */
export function isZone(name: string): boolean {
  return zone(name) !== undefined;
}

/** Offset of `name` at the instant `time` (epoch ms). Throws RangeError for a zone that does not exist. */
export function offsetAt(name: string, time: number): number {
  const known = zone(name);
  if (known === undefined) throw new RangeError(`Unknown time zone: ${name}`);
  const day = Math.floor(time / DAY);
  const offsets = known.days.get(day) ?? remember(known, day);
  return time < offsets.changeAt ? offsets.before : offsets.after;
}

/**
 * The instant at which the clocks of `name` show `local` (ms since 1970 as if in UTC). A time that a spring change skips
 * is taken with the offset before the change; one that comes twice is the first, as `Temporal`'s "compatible" does.
 */
export function instantOf(name: string, local: number): number {
  const early = local - offsetAt(name, local - DAY);
  const late = local - offsetAt(name, local + DAY);
  if (early === late) return early;
  const fits = [early, late].filter((instant) => instant + offsetAt(name, instant) === local);
  return fits.length > 0 ? Math.min(...fits) : early;
}

function zone(name: string): Zone | undefined {
  if (!zones.has(name)) zones.set(name, open(name));
  return zones.get(name);
}

function open(name: string): Zone | undefined {
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    return { format, days: new Map() };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function remember(known: Zone, day: number): DayOffset {
  if (known.days.size >= DAYS_KEPT) known.days.clear();
  const offsets = offsetsOfDay(known.format, day * DAY);
  known.days.set(day, offsets);
  return offsets;
}

/** A zone changes its clocks at most once a day: the change is found by halving, to the second. */
function offsetsOfDay(format: Intl.DateTimeFormat, start: number): DayOffset {
  const before = askIntl(format, start);
  const after = askIntl(format, start + DAY - 1_000);
  if (before === after) return { before, changeAt: start, after };
  let from = start;
  let to = start + DAY - 1_000;
  while (to - from > 1_000) {
    const middle = from + Math.floor((to - from) / 2_000) * 1_000;
    if (askIntl(format, middle) === before) from = middle;
    else to = middle;
  }
  return { before, changeAt: to, after };
}

function askIntl(format: Intl.DateTimeFormat, time: number): number {
  const shown: { [part: string]: number } = {};
  for (const { type, value } of format.formatToParts(time)) shown[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(time / 1_000) * 1_000;
}
