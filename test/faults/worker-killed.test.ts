import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { brokenPromises } from './checker.js';
import { Load } from './load.js';
import { settled } from './settled.js';
import { System } from './system.js';

let system: System;
let load: Load;

beforeAll(async () => {
  system = await System.start();
  await system.api();
}, 180_000);
afterAll(() => system.stop());

describe('a worker that is killed', () => {
  test('before the commit of a turn, between it and the end of its workflow task, and after that, loses, doubles and holds up nothing', async () => {
    load = new Load(system.url, 'turn');
    const doomed = [
      await system.worker(['lifecycle'], 'before-advance-commit:kill:3'),
      await system.worker(['lifecycle'], 'after-advance-commit:kill:3'),
      // A delivery begins when the task that asked for it has ended; this process dies with all its cached workflows.
      await system.worker(['lifecycle', 'delivery'], 'before-provider-call:kill:3'),
    ];
    await system.worker(['relay', 'sweeper', 'sales']);
    await load.leads(0, 20);
    expect(await Promise.all(doomed.map(({ ended }) => ended))).toEqual([
      'SIGKILL',
      'SIGKILL',
      'SIGKILL',
    ]);
    await system.worker(['lifecycle', 'delivery']);
    expect(await settled(system, load)).toEqual([]);
  }, 120_000);
});

/** One hole each in a record that was whole, and what must be said of it. */
const DAMAGE: [what: string, sql: string, finding: RegExp][] = [
  [
    'a lost event',
    `delete from inbox where (lead_id, n) in (select lead_id, n from inbox where source <> 'sales' limit 1)`,
    /is in 0 inboxes/,
  ],
  [
    'a lost decision',
    'delete from decision where (lead_id, revision) in (select lead_id, revision from decision limit 1)',
    /revisions have no gaps/,
  ],
  [
    'a command that is stuck',
    'update command set done_at = null where id in (select id from command limit 1)',
    /no command is left open/,
  ],
  [
    'a mail that never went out',
    `update message set id = gen_random_uuid() where id in (select id from message where channel = 'email' limit 1)`,
    /the provider never saw/,
  ],
  [
    'a second ticket',
    `insert into ticket (id, lead_id, ref, queue, journey, step, reason, status, created_at)
      select gen_random_uuid(), lead_id, 'twice', queue, journey, step, reason, status, now() from ticket limit 1`,
    /one ticket in sales/,
  ],
];

describe('the checker of these tests', () => {
  test.each(DAMAGE)('sees %s', async (_what, damage, finding) => {
    await system.query(damage);
    const { mockUrl, query } = system;
    const said = await brokenPromises({ accepted: load.accepted, mockUrl, query });
    expect(said.join('\n')).toMatch(finding);
  });
});
