import { styleText } from 'node:util';

import type { Mark } from './news.js';
import type { Standing } from './standing.js';
import { DAYS, momentOf, shortMomentOf } from './story-time.js';

/** A line of the log: who, what and why. */
export interface Happening {
  /** Engine time, epoch ms. */
  at: number;
  mark: Mark | 'story';
  who: string;
  text: string;
}

/** Everything the terminal shows. */
export interface Picture {
  company: string;
  now: number;
  day: number;
  /** Real seconds that a day of the story takes. */
  secondsADay: number;
  standing: Standing;
  skipped: number;
  happenings: readonly Happening[];
  footer: readonly string[];
}

type Style = Parameters<typeof styleText>[0];

const STYLES: { [mark in Happening['mark']]: { sign: string; style: Style } } = {
  in: { sign: '→', style: 'cyan' },
  score: { sign: '▲', style: 'white' },
  mail: { sign: '✉', style: 'green' },
  held: { sign: '◷', style: 'yellow' },
  skipped: { sign: '∅', style: 'gray' },
  sales: { sign: '★', style: ['bold', 'magenta'] },
  over: { sign: '■', style: 'gray' },
  story: { sign: '·', style: 'gray' },
};

const STAGES: [stage: string, title: string][] = [
  ['lead', 'lead'],
  ['mql', 'MQL, hot: with sales'],
  ['sal', 'SAL, contacted'],
  ['sql', 'SQL, interested'],
  ['customer', 'customer'],
  ['recycled', 'recycled: lost for now'],
  ['closed', 'closed: invalid'],
];
const TIERS: [tier: string, title: string][] = [
  ['A', 'A  20 points or more'],
  ['B', 'B  10 to 19: nurture'],
  ['C', 'C  below 10: reading'],
];
const LEFT = 42;
const bold = (text: string): string => styleText('bold', text);

/** The whole terminal, line by line, from top to bottom; the newest happening is the last. */
export function draw(
  picture: Picture,
  { columns, rows }: { columns: number; rows: number },
): string[] {
  const top = [...header(picture), '', ...board(picture.standing), '', ...counts(picture), ''];
  const bottom = ['', ...picture.footer.map((line) => styleText('gray', cut(line, columns)))];
  const room = Math.max(3, rows - top.length - bottom.length - 2);
  // A turn is told once it was found, a moment after its time.
  const latest = picture.happenings.slice(-room).toSorted((a, b) => a.at - b.at);
  const log = latest.map((happening) => lineOf(happening, columns));
  const blank = Array.from({ length: room - log.length }, () => '');
  return [...top, bold('What just happened, and why'), ...log, ...blank, ...bottom];
}

function header({ company, now, day, secondsADay }: Picture): string[] {
  const width = 24;
  const gone = Math.round((day / DAYS) * width);
  const bar = '━'.repeat(gone) + styleText('gray', '━'.repeat(width - gone));
  return [
    `${bold('Leadloom demo')}  the leads of ${company}, all made up`,
    `${bold(momentOf(now))}  ${bar} day ${day} of ${DAYS}  ${styleText('gray', `(a day takes ${secondsADay.toFixed(0)} s)`)}`,
  ];
}

/** Stages on the left, tiers on the right. */
function board({ stages, tiers }: Standing): string[] {
  const left = STAGES.map(([stage, title]) => row(title, stages[stage] ?? 0, 23));
  const right = TIERS.map(([tier, title]) => row(title, tiers[tier] ?? 0, 21));
  return [
    `${bold('Stage'.padEnd(LEFT))}${bold('Tier')}`,
    ...left.map(
      ({ length, styled }, i) => styled + ' '.repeat(LEFT - length) + (right[i]?.styled ?? ''),
    ),
  ];
}

function row(title: string, count: number, width: number): { length: number; styled: string } {
  const bar = '■'.repeat(Math.min(count, 12));
  const label = title.padEnd(width);
  const number = String(count).padStart(3);
  return {
    length: label.length + number.length + 1 + bar.length,
    styled: `${label}${count > 0 ? bold(number) : styleText('gray', number)} ${styleText('cyan', bar)}`,
  };
}

function counts({ standing: { mails, tickets, results }, skipped }: Picture): string[] {
  const said = Object.entries(results).map(([result, count]) => `${count} ${result}`);
  return [
    `${bold('Messages')}   ${mails.sent} sent, ${mails.clicked} clicked, ${mails.held} held for later, ${skipped} not sent for a reason`,
    `${bold('Hand-overs')} ${tickets.assigned} to a person: ${tickets.toContact} to be contacted, ${tickets.talking} in talks${said.length > 0 ? `; ${said.join(', ')}` : ''}`,
  ];
}

/** One happening as a line of at most `columns`. */
export function lineOf({ at, mark, who, text }: Happening, columns: number): string {
  const { sign, style } = STYLES[mark];
  const before = `${shortMomentOf(at)}  ${who.padEnd(14).slice(0, 14)}  `;
  return `${styleText('gray', before)}${styleText(style, cut(`${sign} ${text}`, columns - before.length))}`;
}

/** Chinese characters take two columns of a terminal. */
const WIDE =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]/;

function cut(text: string, columns: number): string {
  let width = 0;
  let kept = '';
  for (const character of text) {
    width += WIDE.test(character) ? 2 : 1;
    if (width > columns - 1) return `${kept}…`;
    kept += character;
  }
  return kept;
}
