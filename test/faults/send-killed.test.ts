import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Load } from './load.js';
import { settled } from './settled.js';
import { System } from './system.js';

let system: System;

beforeAll(async () => {
  system = await System.start();
  await system.api();
  await system.worker(['lifecycle', 'relay', 'sweeper', 'sales']);
}, 180_000);
afterAll(() => system.stop());

describe('a worker that is killed in the middle of a send', () => {
  test('before the call, after it, and after noting its end: the provider accepts each mail once', async () => {
    const load = new Load(system.url, 'send');
    // One after the other: many that start at once on two cores time out on each other.
    const doomed = [
      await system.worker(['delivery'], 'before-provider-call:kill:2'),
      await system.worker(['delivery'], 'after-provider-call:kill:2'),
      await system.worker(['delivery'], 'after-outcome-commit:kill:2'),
    ];
    await load.leads(0, 24);
    const ends = await Promise.all(doomed.map(({ ended }) => ended));
    expect(ends).toEqual(['SIGKILL', 'SIGKILL', 'SIGKILL']);

    await system.worker(['delivery']);
    expect(await settled(system, load)).toEqual([]);
  }, 180_000);
});
