import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Load } from './load.js';
import { settled } from './settled.js';
import { System } from './system.js';

let system: System;

beforeAll(async () => {
  system = await System.start();
  await system.api();
}, 180_000);
afterAll(() => system.stop());

describe('a worker that is killed', () => {
  test('around the commit of a turn loses, doubles and holds up nothing', async () => {
    const load = new Load(system.url, 'turn');
    const doomed = await Promise.all([
      system.worker(['lifecycle'], 'before-advance-commit:kill:3'),
      system.worker(['lifecycle'], 'after-advance-commit:kill:3'),
    ]);
    await system.worker(['relay', 'sweeper', 'delivery', 'sales']);
    await load.leads(0, 20);
    expect(await Promise.all(doomed.map(({ ended }) => ended))).toEqual(['SIGKILL', 'SIGKILL']);
    await system.worker(['lifecycle']);
    expect(await settled(system, load)).toEqual([]);
  }, 120_000);
});
