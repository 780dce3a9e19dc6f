import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { IntakeFeed } from '../../../src/cli/tail/intake-feed.js';
import { LeadRecord } from './record.js';

let record: LeadRecord;
beforeAll(async () => void (record = await LeadRecord.open()));
afterAll(() => record.close());

it('the live intake shows each arrival once, late commits included', async () => {
  const lead = await record.lead();
  await record.arrives(lead, 'before');
  record.now += 10_000;
  const feed = new IntakeFeed(record.db, new Date(record.now));
  record.now += 100;
  await record.arrives(lead, 'first');
  record.now += 1_000;
  await record.arrives(lead, 'second', { rings: false });
  expect(await feed.next()).toMatchObject([
    { name: 'first', fate: 'rings', n: 2 },
    { name: 'second', fate: 'irrelevant', n: 3 },
  ]);
  expect(await feed.next()).toEqual([]);

  record.now -= 500;
  await record.arrives(lead, 'committed late');
  record.now += 600;
  await record.arrives(lead, 'third');
  expect((await feed.next()).map(({ name }) => name)).toEqual(['committed late', 'third']);
});
