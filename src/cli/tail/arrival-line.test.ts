import { describe, expect, it } from '@jest/globals';

import { arrivalLine } from './arrival-line.js';
import type { Arrived } from './intake-feed.js';

const arrived: Arrived = {
  at: new Date('2026-11-30T02:03:04Z'),
  source: 'web',
  messageId: 'm-1',
  name: 'pricing_page_visited',
  lead: '0b',
  n: 4,
  fate: 'rings',
  code: null,
  pointer: null,
};
const known = new Set(['pricing_page_visited', 'page', 'update']);
const line = (change: Partial<Arrived>): string => arrivalLine({ ...arrived, ...change }, known);

describe('a line of the live intake', () => {
  it('tells time, source, event, lead and whether it rings', () => {
    expect(line({})).toBe('02:03:04  web  pricing_page_visited  lead 0b #4  rings');
    expect(line({ fate: 'irrelevant' })).toMatch(/stored, no rule uses it now$/);
  });

  it('asks back when an event is misspelt', () => {
    expect(line({ name: 'pricing_page_visit' })).toMatch(
      /unknown event, did you mean `pricing_page_visited`\?$/,
    );
    expect(line({ name: 'zzz' })).toMatch(/unknown event$/);
  });

  it('tells a refusal by code and place', () => {
    const refused = {
      fate: 'refused',
      code: 'invalid-phone',
      pointer: '/fields/phone',
      lead: null,
    };
    expect(line(refused)).toBe('02:03:04  web  refused: invalid-phone at /fields/phone (m-1)');
  });

  it('knows nobody behind a visitor', () => {
    const visitor = { fate: 'visitor', lead: null, n: null, name: null };
    expect(line(visitor)).toBe('02:03:04  web  event  a visitor  waits until the visitor is known');
  });
});
