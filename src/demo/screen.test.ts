import { describe, expect, test } from '@jest/globals';
import { stripVTControlCharacters } from 'node:util';

import { draw, type Happening, type Picture } from './screen.js';
import { plainDisplay } from './terminal.js';
import { PassThrough } from 'node:stream';

const at = Date.parse('2026-12-07T09:04:00+08:00');
const happening = (text: string): Happening => ({ at, mark: 'mail', who: 'Zhou Mingyuan', text });
const picture = (happenings: Happening[]): Picture => ({
  company: 'Northlight Analytics',
  now: at,
  day: 8,
  secondsADay: 9,
  standing: {
    stages: { lead: 14, mql: 2 },
    tiers: { A: 2, C: 14 },
    mails: { sent: 30, clicked: 4, held: 3 },
    tickets: { assigned: 2, toContact: 1, talking: 1 },
    results: { won: 1 },
  },
  skipped: 5,
  happenings,
  footer: ['Ctrl-C stops'],
});
const size = { columns: 80, rows: 24 };
const drawn = (of: Picture): string[] =>
  draw(of, size).map((text) => stripVTControlCharacters(text));

describe('the terminal of the demo', () => {
  test('says where everything stands', () => {
    const text = drawn(picture([])).join('\n');
    expect(text).toMatch(/Mon {2}7 Dec 09:04 .* day 8 of 30/);
    expect(text).toMatch(/lead +14 ■+/);
    expect(text).toMatch(/A {2}20 points or more +2 ■■/);
    expect(text).toContain('30 sent, 4 clicked, 3 held for later, 5 not sent for a reason');
    expect(text).toContain('2 to a person: 1 to be contacted, 1 in talks; 1 won');
  });

  test('fits the window, shows the newest last and cuts what is too long, Chinese counted double', () => {
    const many = Array.from({ length: 100 }, (_, i) => happening(`${i} ${'移交销售'.repeat(20)}`));
    const lines = drawn(picture(many));
    expect(lines.length).toBeLessThan(size.rows);
    const log = lines.filter((text) => text.includes('✉'));
    expect(log.at(-1)).toMatch(/ 99 移交销售.*…$/);
    for (const text of log) {
      expect(text.length + (text.match(/[\u4e00-\u9fff]/g)?.length ?? 0)).toBeLessThanOrEqual(80);
    }
  });

  test('where there is no terminal, every happening is a line, once', async () => {
    const out = new PassThrough();
    const display = plainDisplay(out);
    display.show(picture([happening('case mail')]));
    display.show(picture([happening('case mail'), happening('video')]));
    display.close();
    out.end();
    const lines = stripVTControlCharacters((await out.toArray()).join(''))
      .trim()
      .split('\n');
    expect(lines).toEqual([
      'Mon  7 09:04  Zhou Mingyuan   ✉ case mail',
      expect.stringMatching(/^--- day 8, Mon {2}7 Dec 09:04: lead 14, mql 2; tiers A 2, C 14; 30/),
      'Mon  7 09:04  Zhou Mingyuan   ✉ video',
    ]);
  });
});
