import { isDeepStrictEqual } from 'node:util';

import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';

import type { Json } from '../../../engine/json.js';
import { differences } from './difference.js';

const json = fc
  .jsonValue({ maxDepth: 3 })
  .map((value) => JSON.parse(JSON.stringify(value)) as Json);

describe('the difference of two states', () => {
  it('names the smallest places that changed', () => {
    const before = { tier: 'C', score: { form: { points: 5, times: 1 } }, gone: 1 };
    const after = { tier: 'B', score: { form: { points: 7, times: 2 } }, fresh: [true] };
    expect(differences(before, after)).toEqual([
      { path: 'tier', before: 'C', after: 'B' },
      { path: 'score.form.points', before: 5, after: 7 },
      { path: 'score.form.times', before: 1, after: 2 },
      { path: 'gone', before: 1 },
      { path: 'fresh', after: [true] },
    ]);
  });

  it('follows members of lists by their name, so that one removed does not shift the others', () => {
    const at = (step: string): Json => ({ step });
    const before = [
      { journey: 'welcome', at: at('mail') },
      { journey: 'care', key: 'O-1', at: at('week') },
      { journey: 'care', key: 'O-2', at: at('week') },
    ];
    const after = [
      { journey: 'care', key: 'O-1', at: at('week') },
      { journey: 'care', key: 'O-2', at: at('person') },
    ];
    expect(differences({ enrolments: before }, { enrolments: after })).toEqual([
      { path: 'enrolments[welcome]', before: before[0] },
      { path: 'enrolments[care O-2].at.step', before: 'week', after: 'person' },
    ]);
  });

  it('goes by place where names are not distinct', () => {
    expect(differences(['a', 'a'], ['a', 'b'])).toEqual([{ path: '[1]', before: 'a', after: 'b' }]);
    expect(differences([1, 2], [1, 3])).toEqual([{ path: '[1]', before: 2, after: 3 }]);
  });

  it('shows a list whose members changed places', () => {
    const change = { path: 'tags', before: ['a', 'b'], after: ['b', 'a'] };
    expect(differences({ tags: change.before }, { tags: change.after })).toEqual([change]);
  });

  it('tells a list from a map, and null from nothing', () => {
    expect(differences({ x: [] }, { x: {} })).toEqual([{ path: 'x', before: [], after: {} }]);
    expect(differences({ x: null }, {})).toEqual([{ path: 'x', before: null }]);
    expect(differences(null, null)).toEqual([]);
  });

  it('of a value with itself is nothing, and of two unlike values something', () => {
    fc.assert(
      fc.property(json, json, (a, b) => {
        expect(differences(a, structuredClone(a))).toEqual([]);
        expect(differences(a, b).length === 0).toBe(isDeepStrictEqual(a, b));
      }),
    );
  });
});
