import { describe, expect, it } from '@jest/globals';

import type { Note } from '../../engine/trace.js';
import { effectsOf, leadingTo } from './notes.js';

const input = (n: number, at: number): Note => ({ at, note: 'input', n, id: `m${n}`, name: 'x' });
const tag = (name: string, at: number): Note => ({ at, note: 'tag', tag: name, added: true });
const moved = (journey: string, step: string, at: number, key?: string): Note => ({
  at,
  note: 'moved',
  journey,
  ...(key === undefined ? {} : { key }),
  step,
  edge: 'next',
  to: 'end',
});
const sent = (journey: string, ref: string, at: number, key?: string): Note => ({
  at,
  note: 'policy',
  journey,
  ...(key === undefined ? {} : { key }),
  step: 's',
  template: 't',
  ref,
  result: { verdict: 'sent', channel: 'email' },
});

describe('what an input brought about', () => {
  const trace = [tag('deadline', 5), input(1, 10), tag('past', 3), tag('one', 10), input(2, 20)];

  it('is what stands between it and the next one', () => {
    expect(effectsOf(trace, 1)).toEqual([tag('past', 3), tag('one', 10)]);
  });

  it('ends where a later deadline begins', () => {
    expect(effectsOf([...trace, tag('two', 20), tag('later', 30)], 2)).toEqual([tag('two', 20)]);
  });

  it('is nothing for an input the decision did not read', () => {
    expect(effectsOf(trace, 9)).toEqual([]);
  });
});

describe('what led to a message', () => {
  it('is the input and the steps of its own journey and key', () => {
    const trace = [
      input(1, 10),
      moved('care', 'a', 10, 'O-1'),
      moved('care', 'a', 10, 'O-2'),
      moved('other', 'b', 10),
      sent('care', 'm7', 10, 'O-2'),
      moved('care', 'c', 10, 'O-2'),
    ];
    expect(leadingTo(trace, 'm7')).toEqual([trace[0], trace[2], trace[4]]);
  });

  it('names no input when a deadline sent it', () => {
    const trace = [input(1, 10), moved('nurture', 'hour', 20), sent('nurture', 'm1', 20)];
    expect(leadingTo(trace, 'm1')).toEqual([trace[1], trace[2]]);
  });

  it('is nothing for a message of another decision', () => {
    expect(leadingTo([input(1, 10)], 'm1')).toEqual([]);
  });
});
