import { milliseconds } from '../../engine/playbook/duration.js';

const DAY = 86_400_000;
/** China has one zone and no summer time, so the story's calendar is plain arithmetic. */
const ZONE_OFFSET = 8 * 3_600_000;
export const TIME_ZONE = 'Asia/Shanghai';
export const DAYS = 30;

/** Midnight before a moment of the story, epoch ms. */
const midnightBefore = (time: number): number =>
  Math.floor((time + ZONE_OFFSET) / DAY) * DAY - ZONE_OFFSET;

/**
 * The story's own calendar: day 1 is the day the demo starts on.
 * All times are epoch ms of the engine's clock.
 */
export class StoryTime {
  readonly #midnight: number;

  constructor(readonly start: number) {
    this.#midnight = midnightBefore(start);
  }

  get end(): number {
    return this.start + DAYS * DAY;
  }

  /** `D3 10:20` -> epoch ms. */
  at(moment: string): number {
    const match = /^D(\d+) (\d\d):(\d\d)$/.exec(moment);
    if (!match) throw new Error(`not a moment of the story: ${moment}`);
    const [day = 1, hours = 0, minutes = 0] = match.slice(1).map(Number);
    return this.#midnight + (day - 1) * DAY + (hours * 60 + minutes) * 60_000;
  }

  later(time: number, span: string): number {
    return time + milliseconds(span);
  }

  /** 1 on the first day, at most the last. */
  dayOf(time: number): number {
    return Math.min(DAYS, Math.max(1, Math.floor((time - this.#midnight) / DAY) + 1));
  }
}

const shortForm = new Intl.DateTimeFormat('en-GB', {
  timeZone: TIME_ZONE,
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});

const partsOf = (time: number): { [part: string]: string } =>
  Object.fromEntries(shortForm.formatToParts(time).map(({ type, value }) => [type, value]));

/** `Mon 30 Nov 09:10` */
export function momentOf(time: number): string {
  const { weekday, day = '', month, hour, minute } = partsOf(time);
  return `${weekday} ${day.padStart(2)} ${month} ${hour}:${minute}`;
}

/** `Mon 30 09:10` */
export function shortMomentOf(time: number): string {
  const { weekday, day = '', hour, minute } = partsOf(time);
  return `${weekday} ${day.padStart(2)} ${hour}:${minute}`;
}
