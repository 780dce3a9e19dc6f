import { describe, expect, it } from '@jest/globals';
import { parseHolidays } from './holiday-file.js';

const file = `calendar: de-2026
until: 2026-12-31
closed:
  Weihnachten: [2026-12-25, 2026-12-26]
  Neujahr: [2026-01-01]
`;

describe('a list of holidays', () => {
  it('is read by the names of its days', () => {
    expect(parseHolidays('de-2026', file)).toEqual({
      ok: true,
      holidays: {
        until: '2026-12-31',
        provisional: false,
        closed: ['2026-12-25', '2026-12-26', '2026-01-01'],
        open: [],
      },
    });
  });

  it.each([
    ['a date that is none', file.replace('2026-12-26', '26.12.2026'), 4, 'invalid-format'],
    ['an unknown key', `${file}state: Bayern\n`, 1, 'unrecognized-keys'],
    ['another name than its file', file.replace('de-2026', 'de-2025'), 1, 'other-name'],
    ['no YAML', 'closed: [', 1, 'yaml'],
  ])('is refused with %s, by line', (_name, text, line, code) => {
    const parsed = parseHolidays('de-2026', text, 'calendars/de-2026.yaml');
    expect(parsed).toMatchObject({
      ok: false,
      problems: [{ line, code, file: 'calendars/de-2026.yaml' }],
    });
  });
});
