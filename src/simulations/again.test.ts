import { describe, expect, it } from '@jest/globals';
import { again } from './again.js';

const away = (): Error => Object.assign(new Error('away'), { code: '57P01' });

/** Throws these one after the other, then answers how often it was asked. */
function failing(...errors: Error[]) {
  let asked = 0;
  return () => {
    const error = errors[asked++];
    return error === undefined ? Promise.resolve(asked) : Promise.reject(error);
  };
}

describe('what the record is asked for', () => {
  it('is asked for again while it is away, and not for ever', async () => {
    expect(await again(failing(away(), away()), [0, 0])).toBe(3);
    await expect(again(failing(away(), away(), away()), [0, 0])).rejects.toThrow('away');
  });

  it('is not asked for again where it was wrong', async () => {
    const wrong = Object.assign(new Error('wrong'), { code: '42P01' });
    await expect(again(failing(wrong), [0, 0])).rejects.toThrow('wrong');
  });
});
