import { describe, expect, test } from '@jest/globals';

import type { Note } from '../../engine/trace.js';
import { newsOf } from './news.js';

const at = Date.parse('2026-11-30T10:00:00+08:00');
const scored = (rule: string, points: number, total: number): Note => ({
  at,
  note: 'scored',
  rule,
  dimension: 'attribute',
  points,
  total,
  cause: 'attributes',
});
const policy = (result: Extract<Note, { note: 'policy' }>['result']): Note => ({
  at,
  note: 'policy',
  journey: 'nurture',
  step: 'video',
  template: 'product-video',
  result,
});
const textsOf = (...trace: Note[]): string[] => newsOf(trace).map(({ text }) => text);

describe('news of a decision', () => {
  test('scores of one moment are one line with their sum', () => {
    expect(
      textsOf(scored('decision-level', 10, 10), scored('size-500', 5, 15), {
        at,
        note: 'tier',
        from: 'C',
        to: 'B',
        because: 'score 15',
      }),
    ).toEqual(['+10 decision-level, +5 size-500 = 15 points', 'tier C → B: score 15']);
  });

  test('a mail says what became of the one before', () => {
    const moved: Note = {
      at,
      note: 'moved',
      journey: 'nurture',
      step: 'clicked',
      edge: 'timeout',
      to: 'video',
    };
    expect(textsOf(moved, policy({ verdict: 'sent', channel: 'email' }))).toEqual([
      'product-video by email (nurture, no answer in time)',
    ]);
  });

  test('what does not go says why', () => {
    const until = Date.parse('2026-12-01T09:05:00+08:00');
    expect(
      textsOf(
        policy({ verdict: 'held', why: 'window', until }),
        policy({ verdict: 'skipped', why: 'cap', cap: 'mails-a-week', used: 3, max: 3 }),
        policy({ verdict: 'skipped', why: 'consent' }),
      ),
    ).toEqual([
      'product-video waits until Tue  1 Dec 09:05: outside working hours',
      'product-video not sent: mails-a-week full, 3 of 3',
      'product-video not sent: no consent',
    ]);
  });

  test('journeys left together are one line, and how it came about is left to explain', () => {
    expect(
      textsOf(
        { at, note: 'input', n: 4, id: 'x', name: 'video_watched' },
        { at, note: 'exited', journey: 'nurture', why: 'exit' },
        { at, note: 'exited', journey: 'reading', why: 'exit' },
        { at, note: 'exited', journey: 'welcome', why: 'done' },
      ),
    ).toEqual(['leaves nurture, reading']);
  });
});
