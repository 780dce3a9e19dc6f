import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { until } from '../support/until.js';
import { Load } from './load.js';
import { settled } from './settled.js';
import { System } from './system.js';

let system: System;

beforeAll(async () => {
  system = await System.start();
}, 180_000);
afterAll(() => system.stop());

describe('an API that is killed under load', () => {
  test('before the commit, between commit and answer, and anywhere: what it said yes to is there once', async () => {
    await system.worker(['lifecycle', 'relay', 'sweeper', 'delivery', 'sales']);
    const load = new Load(system.url, 'door');
    const before = await system.api('before-intake-commit:kill:12');
    const loading = load.leads(0, 30);
    await before.ended;
    const after = await system.api('after-intake-commit:kill:12');
    await after.ended;
    const last = await system.api();
    const accepted = load.accepted.length;
    await until(() => load.accepted.length > accepted + 10);
    await last.kill();
    await system.api();
    await loading;
    expect(await settled(system, load)).toEqual([]);
  }, 180_000);
});

describe('a relay that is killed', () => {
  test('right after it has rung, and at any other moment, leaves nobody unheard', async () => {
    const load = new Load(system.url, 'bell');
    // Two besides the one of the first test: whoever gets the rings dies of them.
    const doomed = await system.worker(['relay'], 'after-ring-signal:kill:5');
    const victim = await system.worker(['relay']);
    const loading = load.leads(100, 130);
    await doomed.ended;
    await victim.kill();
    await loading;
    expect(await settled(system, load)).toEqual([]);
  }, 180_000);
});
