import { setTimeout as elapse } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { until } from '../support/until.js';
import { Load } from './load.js';
import { settled } from './settled.js';
import { System } from './system.js';

/** How long Temporal stays away. */
const OUTAGE = 60_000;

let system: System;

beforeAll(async () => {
  system = await System.start();
  await system.api();
  await system.worker(['lifecycle', 'relay', 'sweeper', 'delivery', 'sales']);
}, 180_000);
afterAll(() => system.stop());

describe('an outage', () => {
  test('of Temporal for a minute: events are accepted all the while, and decided afterwards', async () => {
    const load = new Load(system.url, 'temporal');
    await load.leads(0, 5);
    await system.temporal.kill();
    const back = elapse(OUTAGE).then(() => system.temporal.start());
    await load.leads(5, 25);
    // Everything was taken in while Temporal was away: nobody had to wait for it.
    expect(load.accepted).toHaveLength(75);
    await back;
    expect(await settled(system, load)).toEqual([]);
  }, 300_000);

  test('of PostgreSQL under load, crash and recovery: what was accepted is there, once', async () => {
    const load = new Load(system.url, 'postgres');
    const loading = load.leads(200, 230);
    await until(() => load.accepted.length > 20);
    await system.postgres.kill();
    await system.postgres.start();
    await loading;
    expect(await settled(system, load)).toEqual([]);
  }, 300_000);
});
