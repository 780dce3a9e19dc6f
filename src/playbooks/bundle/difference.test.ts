import { describe, expect, it } from '@jest/globals';
import { documentOf, small } from '../../../test/support/playbook/small.js';
import { bundleOf } from './bundle.js';
import { differences } from './difference.js';

const journey = (step: string) =>
  `journeys: { nurture: { enter: { event: asked }, steps: [{ id: days, wait: 3d }${step}] } }\n`;
const bundle = (sections: string, files: Record<string, string> = {}) =>
  bundleOf(documentOf(small(sections)), new Map(Object.entries(files)));
const said = (before: Parameters<typeof bundle>, after: Parameters<typeof bundle>) =>
  differences(bundle(...before), bundle(...after)).map(
    ({ sign, section, where, what }) => `${sign} ${section} ${where}: ${what}`,
  );

describe('what publishing changes', () => {
  it('is nothing where the content is the same', () => {
    expect(said(['lists: { a: [x] }\n'], ['lists: { a: [x] } # since May\n'])).toEqual([]);
  });

  it('is told value by value, steps and journeys by their name', () => {
    expect(said([journey('')], [journey(', { id: out, exit: true }')])).toEqual([
      '+ journeys nurture.steps.out: {"exit":true,"id":"out"}',
    ]);
    expect(said([journey('')], [journey('').replace('3d', '5d')])).toEqual([
      '~ journeys nurture.steps.days.wait: 3d -> 5d',
    ]);
    expect(said([''], [journey('')])).toEqual(['+ journeys nurture: 1 step']);
    expect(said([journey('')], [''])).toEqual(['- journeys nurture: 1 step']);
  });

  it('names days that a calendar closes', () => {
    const closed = (day: string) =>
      `calendars: { w: { week: { mon: ['09:00-18:00'] }, holidays: { closed: [2026-12-24${day}] } } }\n`;
    expect(said([closed('')], [closed(', 2026-12-31')])).toEqual([
      '+ calendars w.holidays.closed.2026-12-31: 2026-12-31',
    ]);
  });

  it('counts the lines of templates', () => {
    expect(
      said(
        ['', { 'templates/a/en.txt': 'x\ny', 'templates/b/en.txt': 'x' }],
        ['', { 'templates/a/en.txt': 'x\nz', 'templates/c/en.txt': 'x' }],
      ),
    ).toEqual([
      '~ templates a/en.txt: +1 -1 lines',
      '- templates b/en.txt: +1 -1 lines',
      '+ templates c/en.txt: +1 -1 lines',
    ]);
  });
});
