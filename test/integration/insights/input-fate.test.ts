import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import {
  readFates,
  readRefusal,
  withEffects,
  type InputFate,
} from '../../../src/insights/input-fate.js';
import { inputNotes, LeadRecord } from './record.js';

let record: LeadRecord;
beforeAll(async () => void (record = await LeadRecord.open()));
afterAll(() => record.close());

async function fate(messageId: string, source?: string): Promise<InputFate[]> {
  const narrator = { say: ({ note }: { note: string }) => note };
  const fates = await readFates(record.db, [messageId], source);
  return Promise.all(fates.map((each) => withEffects(record.db, each, narrator)));
}

describe('what became of an input', () => {
  it('stored, then relayed, then decided with its effects', async () => {
    const lead = await record.lead();
    const messageId = randomUUID();
    await record.arrives(lead, 'pricing', { messageId });
    expect(await fate(messageId)).toMatchObject([{ status: 'stored', lead, n: 1, tier: 'C' }]);

    const signalled = { signalled_at: new Date() };
    await record.db.updateTable('ring').set(signalled).where('lead_id', '=', lead).execute();
    expect(await fate(messageId)).toMatchObject([{ status: 'relayed' }]);

    await record.decides(lead, {
      trace: (inputs) => [
        ...inputNotes(inputs),
        { at: record.now, note: 'tier', from: 'C', to: 'B', because: 'score 10' },
      ],
      state: { tier: 'B' },
    });
    expect(await fate(messageId)).toMatchObject([
      { status: 'decided', revision: 1, tier: 'B', effects: [{ text: 'tier' }] },
    ]);
  });

  it('an event no rule could use is irrelevant until the next turn takes it', async () => {
    const lead = await record.lead();
    const messageId = randomUUID();
    await record.arrives(lead, 'scrolled', { messageId, rings: false });
    expect(await fate(messageId)).toMatchObject([{ status: 'irrelevant' }]);
    await record.decides(lead, {});
    expect(await fate(messageId)).toMatchObject([{ status: 'decided', effects: [] }]);
  });

  it('the same id of two sources are two inputs', async () => {
    const lead = await record.lead();
    await record.arrives(lead, 'a', { messageId: 'same', source: 'web' });
    await record.arrives(lead, 'b', { messageId: 'same', source: 'shop' });
    expect(await fate('same')).toHaveLength(2);
    expect(await fate('same', 'shop')).toMatchObject([{ n: 2, source: 'shop' }]);
  });

  it('an event of a visitor nobody knows is stored and belongs to no lead', async () => {
    const row = { source: 'web', message_id: 'visit', fate: 'visitor', accepted_at: new Date() };
    await record.db
      .insertInto('accepted')
      .values({ ...row, body_hash: Buffer.of(1) })
      .execute();
    const [visit] = await fate('visit');
    expect(visit).toMatchObject({ status: 'stored', repeats: 0 });
    expect(visit).not.toHaveProperty('lead');
  });

  it('a refusal tells its code and pointer; an id nobody sent is unknown', async () => {
    await record.db
      .insertInto('rejection')
      .values({
        id: randomUUID(),
        route: '/v1/leads',
        source: 'web',
        message_id: 'bad',
        code: 'consent-missing',
        pointer: '/consent',
        message: 'consent is required',
      })
      .execute();
    expect(await readRefusal(record.db, 'bad')).toMatchObject({
      status: 'rejected',
      code: 'consent-missing',
      pointer: '/consent',
    });
    expect(await readRefusal(record.db, 'bad', 'shop')).toBeUndefined();
    expect(await fate('never-sent')).toEqual([]);
  });
});
