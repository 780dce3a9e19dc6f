import { offsetAt } from '../calendar/zone.js';
import type { Language } from './explanation.js';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const DAYS_ZH = '日一二三四五六';

/** One text in the two languages of the product. */
export type Text = readonly [en: string, zh: string];

/** Speaks one language, with times local to one zone. */
export class Tongue {
  constructor(
    readonly language: Language,
    private readonly timeZone: string,
  ) {}

  say(en: string, zh: string): string {
    return this.language === 'en' ? en : zh;
  }

  /** The word for a name out of a fixed list; a name without a word stands for itself. */
  word(words: { [name: string]: Text }, name: string): string {
    const text = Object.hasOwn(words, name) ? words[name] : undefined;
    return text === undefined ? name : this.say(...text);
  }

  /** `Mon 2026-12-07 09:00`, `2026-12-07 周一 09:00`; seconds only where there are any. */
  time(ms: number): string {
    const { day, date, clock } = localParts(ms, this.timeZone);
    return this.say(
      `${DAYS[day] ?? ''} ${date} ${clock}`,
      `${date} 周${DAYS_ZH[day] ?? ''} ${clock}`,
    );
  }

  list(items: readonly string[]): string {
    return items.join(this.say('; ', '；'));
  }
}

function localParts(ms: number, timeZone: string): { day: number; date: string; clock: string } {
  if (!Number.isFinite(ms)) return { day: 0, date: '-', clock: '-' };
  const local = new Date(ms + offsetAt(timeZone, ms));
  const [date = '', time = ''] = local.toISOString().split('T');
  const clock = time.slice(0, 8).replace(/:00$/, '');
  return { day: local.getUTCDay(), date, clock };
}
