import { describe, expect, test } from '@jest/globals';
import { ServiceError } from '@temporalio/client';
import { Pace } from './pace.js';

const grpc = (code: number) =>
  new ServiceError('refused', {
    cause: Object.assign(new Error('refused'), { code, details: '', metadata: {} }),
  });
const EXHAUSTED = grpc(8);
const AWAY = grpc(14);
const INVALID = grpc(3);

describe('the relay', () => {
  test('slows down while Temporal is exhausted or away, to five seconds at most', () => {
    const pace = new Pace();
    const waits = Array.from({ length: 8 }, (_, round) => {
      pace.after([round % 2 === 0 ? EXHAUSTED : AWAY]);
      return pace.wait;
    });
    expect(waits).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000]);
  });

  test('comes back to full speed step by step', () => {
    const pace = new Pace();
    for (let round = 0; round < 3; round++) pace.after([EXHAUSTED]);
    const waits = Array.from({ length: 4 }, () => {
      pace.after([]);
      return pace.wait;
    });
    expect(waits).toEqual([200, 100, 50, 0]);
  });

  test('is not slowed down by one lead that Temporal refuses', () => {
    const pace = new Pace();
    pace.after([INVALID]);
    expect(pace.wait).toBe(0);
  });
});
