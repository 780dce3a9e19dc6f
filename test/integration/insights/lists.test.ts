import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { Page } from '../../../src/insights/cursor.js';
import { listLeads } from '../../../src/insights/lead-list.js';
import { listMessages } from '../../../src/insights/message-list.js';
import { listRejections } from '../../../src/insights/rejection-list.js';
import { LeadRecord, send } from './record.js';

let record: LeadRecord;
beforeAll(async () => void (record = await LeadRecord.open()));
afterAll(() => record.close());

async function allPages<Row>(
  read: (after: string | undefined) => Promise<Page<Row>>,
): Promise<Row[]> {
  const { data, next } = await read(undefined);
  const rows = [...data];
  for (let after = next; after !== null;) {
    const page = await read(after);
    rows.push(...page.data);
    after = page.next;
  }
  return rows;
}

describe('the list of leads', () => {
  it('goes from new to old, each lead once, also when many are as old as each other', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.push(await record.lead({ tier: 'list' }));
    await record.db
      .updateTable('lead')
      .set({ created_at: '2026-11-30T02:00:00.123456Z' })
      .where('id', 'in', ids.slice(1, 4))
      .execute();
    const listed = await allPages((after) =>
      listLeads(record.db, { tier: 'list' }, { limit: 2, after }),
    );
    expect(listed).toHaveLength(5);
    expect(new Set(listed.map(({ id }) => id))).toEqual(new Set(ids));
    const ages = listed.map(({ createdAt }) => createdAt);
    expect(ages).toEqual(ages.toSorted().toReversed());
  });

  it('is narrowed by tier, stage and tag, and leaves merged leads out', async () => {
    const tagged = await record.lead({ tier: 'A', stage: 'mql' });
    await record.arrives(tagged, 'x');
    await record.decides(tagged, { state: { tags: ['vip', 'source:web'] } });
    const merged = await record.lead({ tier: 'A' });
    await record.db
      .updateTable('lead')
      .set({ status: 'merged', merged_into: tagged })
      .where('id', '=', merged)
      .execute();
    const ids = async (filter: Parameters<typeof listLeads>[1]): Promise<string[]> => {
      const { data } = await listLeads(record.db, filter, { limit: 50 });
      return data.map(({ id }) => id);
    };
    expect(await ids({ tier: 'A' })).toEqual([tagged]);
    expect(await ids({ stage: 'mql' })).toEqual([tagged]);
    expect(await ids({ tag: 'vip' })).toEqual([tagged]);
    expect(await ids({ tag: 'vip', tier: 'B' })).toEqual([]);
    expect(await ids({ tag: "' or true --" })).toEqual([]);
  });
});

describe('the list of messages', () => {
  it('tells status and time, never an address or a body', async () => {
    const lead = await record.lead();
    await record.decides(lead, { commands: [send('m1', record.now), send('m2', record.now)] });
    const { data } = await listMessages(record.db, { lead, status: 'queued' }, { limit: 50 });
    expect(data.map(({ ref }) => ref).toSorted()).toEqual(['m1', 'm2']);
    expect(data[0]).toMatchObject({ lead, template: 'case-study', channel: 'email', sentAt: null });
    expect(JSON.stringify(data)).not.toMatch(/sealed|body|to_/);
    const sent = await listMessages(record.db, { lead, status: 'sent' }, { limit: 50 });
    expect(sent.data).toEqual([]);
  });
});

describe('the list of refusals', () => {
  it('tells code and pointer, newest first', async () => {
    const refuse = (code: string, messageId: string): Promise<unknown> =>
      record.db
        .insertInto('rejection')
        .values({
          id: randomUUID(),
          route: '/v1/leads',
          source: 'web',
          message_id: messageId,
          code,
          pointer: '/fields/phone',
          message: 'not a phone number',
          received_at: new Date((record.now += 1)),
        })
        .execute();
    for (const n of [1, 2, 3]) await refuse(n === 2 ? 'other' : 'invalid-phone', `r${n}`);
    const read = (after: string | undefined) => listRejections(record.db, {}, { limit: 1, after });
    const all = await allPages(read);
    expect(all.map(({ messageId }) => messageId)).toEqual(['r3', 'r2', 'r1']);
    const { data } = await listRejections(record.db, { code: 'other' }, { limit: 9 });
    expect(data).toMatchObject([{ messageId: 'r2', pointer: '/fields/phone' }]);
  });
});
