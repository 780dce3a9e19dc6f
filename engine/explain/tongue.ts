import { offsetAt } from '../calendar/zone.js';
import { own } from '../json.js';
import type { Playbook } from '../playbook/playbook.js';
import type { Language } from './explanation.js';
import { ATTRIBUTES, EVENTS } from './names.js';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const DAYS_ZH = '日一二三四五六';

/** A space set for Latin letters, where none stand beside it. */
const BETWEEN_HAN = /(?<=[\p{Script=Han}”）：]) (?=[\p{Script=Han}“（])/gu;

/** One text in the two languages of the product. */
export type Text = readonly [en: string, zh: string];

/** What a playbook calls its things; none of it is needed, and what has no title is called by its id. */
export type Titles = Partial<Pick<Playbook, 'tiers' | 'stages' | 'journeys' | 'counters'>>;

/** Speaks one language, with times local to one zone. */
export class Tongue {
  readonly language: Language;
  readonly titles: Titles;
  readonly #timeZone: string;

  constructor(language: Language, timeZone: string, titles: Titles = {}) {
    this.language = language;
    this.#timeZone = timeZone;
    this.titles = titles;
  }

  say(en: string, zh: string): string {
    return this.language === 'en' ? en : zh.replaceAll(BETWEEN_HAN, '');
  }

  /** The word for a name out of a fixed list; a name without a word stands for itself. */
  word(words: { [name: string]: Text }, name: string): string {
    const text = Object.hasOwn(words, name) ? words[name] : undefined;
    return text === undefined ? name : this.say(...text);
  }

  /** `Mon 2026-12-07 09:00`, `2026-12-07 周一 09:00`; seconds only where there are any. */
  time(ms: number): string {
    const { day, date, clock } = localParts(ms, this.#timeZone);
    return this.say(
      `${DAYS[day] ?? ''} ${date} ${clock}`,
      `${date} 周${DAYS_ZH[day] ?? ''} ${clock}`,
    );
  }

  list(items: readonly string[]): string {
    return items.join(this.say('; ', '；'));
  }

  /** A name that a person gave, set apart from the words around it. */
  quoted(name: string): string {
    return `“${name}”`;
  }

  /** `A (High intent)`. */
  tier(id: string): string {
    return this.titled(id, this.titles.tiers);
  }

  stage(id: string): string {
    return this.titled(id, this.titles.stages);
  }

  /** `“Nurture”`, and where several runs of it go side by side `“Care” (O-1001)`. */
  journey({ journey, key }: { journey: string; key?: string }): string {
    const known = this.titles.journeys?.find(({ id }) => id === journey);
    const name = this.quoted(this.inLanguage(known?.title) ?? journey);
    return key === undefined ? name : this.say(`${name} (${key})`, `${name}（${key}）`);
  }

  /** `“Nurture”, step “case”`. */
  place(where: { journey: string; key?: string; step: string }): string {
    const step = this.quoted(where.step);
    return this.say(`${this.journey(where)}, step ${step}`, `${this.journey(where)}的步骤${step}`);
  }

  /** Well-known events by their own words; others by their name, read out. */
  event(name: string): string {
    const text = own(EVENTS, name);
    if (text !== undefined) return this.say(...text);
    const read = name.replaceAll(/[_.:]+/g, ' ');
    return this.say(this.quoted(read), this.quoted(name));
  }

  attribute(name: string): string {
    const text = own(ATTRIBUTES, name);
    if (text !== undefined) return this.say(...text);
    const read = name
      .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
      .replaceAll(/[_-]+/g, ' ')
      .toLowerCase();
    return this.say(read, this.quoted(name));
  }

  private titled(
    id: string,
    known: readonly { id: string; title?: { [locale: string]: string } }[] | undefined,
  ): string {
    const title = this.inLanguage(known?.find((one) => one.id === id)?.title);
    return title === undefined || title === id
      ? id
      : this.say(`${id} (${title})`, `${id}（${title}）`);
  }

  private inLanguage(title: { [locale: string]: string } | undefined): string | undefined {
    const [language = ''] = this.language.split('-');
    const near = Object.keys(title ?? {}).find((locale) => locale.split('-')[0] === language);
    return title?.[this.language] ?? (near === undefined ? undefined : title?.[near]);
  }
}

function localParts(ms: number, timeZone: string): { day: number; date: string; clock: string } {
  if (!Number.isFinite(ms)) return { day: 0, date: '-', clock: '-' };
  const local = new Date(ms + offsetAt(timeZone, ms));
  const [date = '', time = ''] = local.toISOString().split('T');
  const clock = time.slice(0, 8).replace(/:00$/, '');
  return { day: local.getUTCDay(), date, clock };
}
