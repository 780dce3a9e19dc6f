import { describe, expect, test } from '@jest/globals';
import { insideFrom } from './inside-options.js';

describe('what becomes of the leads inside, as options', () => {
  test('is that all finish on their version, where nothing is said', () => {
    expect(insideFrom({})).toEqual({ default: 'pin', journeys: {} });
  });

  test('names journeys and steps', () => {
    const options = {
      inside: 'migrate',
      journey: ['reading=pin', 'care=exit'],
      step: ['nurture/clicked=answer', 'nurture/old=end'],
    };
    expect(insideFrom(options)).toEqual({
      default: 'migrate',
      journeys: {
        reading: { do: 'pin' },
        care: { do: 'exit' },
        nurture: { do: 'migrate', steps: { clicked: 'answer', old: 'end' } },
      },
    });
  });

  test.each([
    [{ inside: 'stay' }, 'pin, migrate or exit'],
    [{ journey: ['nurture'] }, '--journey nurture'],
    [{ step: ['clicked=answer'] }, '--step clicked=answer'],
  ])('%j is refused with what is wrong', (options, words) => {
    expect(() => insideFrom(options)).toThrow(words);
  });
});
