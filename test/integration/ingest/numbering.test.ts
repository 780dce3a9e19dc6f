import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { register } from 'prom-client';
import { Inbox } from '../../../src/ingest/inbox.js';
import { capture, wang } from './people.js';
import { runningApi, type RunningApi } from './running-api.js';
import { inputsOf } from './stored.js';

let api: RunningApi;
beforeAll(async () => {
  api = await runningApi();
}, 60_000);
afterAll(() => api.stop());

let counter = 0;
async function lead(): Promise<{ leadId: string; userId: string }> {
  counter += 1;
  const userId = `n${counter}`;
  const fields = {
    ...wang,
    email: `n${counter}@example.cn`,
    phone: `+86134000${String(10_000 + counter)}`,
  };
  const { body } = await api.post('/v1/leads', capture(fields, { userId }));
  return { leadId: body.leadId, userId };
}
const ringOf = (leadId: string) =>
  api.db.selectFrom('ring').selectAll().where('lead_id', '=', leadId).executeTakeFirst();
const commits = async () => {
  const metric = await register.getSingleMetric('leadloom_intake_commits_total')?.get();
  return metric?.values[0]?.value ?? 0;
};

describe('inputs of a lead', () => {
  it('are numbered without gaps and arrive in the order of their numbers, however many come at once', async () => {
    const { leadId, userId } = await lead();
    const send = (part: number) =>
      api.post('/v1/batch', {
        batch: Array.from({ length: 5 }, (_, index) => ({
          type: 'track',
          userId,
          event: 'webinar_attended',
          messageId: `${userId}-${part}-${index}`,
        })),
      });
    const answers = await Promise.all(Array.from({ length: 40 }, (_, part) => send(part)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    const inputs = await inputsOf(api, leadId);
    expect(inputs.map(({ n }) => n)).toEqual(Array.from({ length: 201 }, (_, index) => index + 1));
    expect(inputs.map(({ at }) => at)).toEqual(
      inputs.map(({ at }) => at).toSorted((a, b) => a - b),
    );
  });

  it('of many requests at once share commits', async () => {
    const { userId } = await lead();
    const before = await commits();
    await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        api.post('/v1/track', { userId, event: 'webinar_attended', messageId: `shared-${index}` }),
      ),
    );
    expect((await commits()) - before).toBeLessThan(150);
  });

  it('of several leads are locked in the order of ids: no two requests wait for each other', async () => {
    const people = await Promise.all(Array.from({ length: 6 }, lead));
    const batchOf = (order: typeof people, part: number) => ({
      batch: order.map(({ userId }) => ({
        type: 'track',
        userId,
        event: 'webinar_attended',
        messageId: `${userId}-${part}`,
      })),
    });
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, part) =>
        api.post('/v1/batch', batchOf(part % 2 ? people : people.toReversed(), part)),
      ),
    );
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    for (const { leadId } of people) expect(await inputsOf(api, leadId)).toHaveLength(31);
  });
});

describe('a ring', () => {
  it('is owed once per lead, for the highest number that rings', async () => {
    const { leadId, userId } = await lead();
    await api.post('/v1/track', { userId, event: 'pricing_page_visited' });
    await api.post('/v1/track', { userId, event: 'menu_opened' });
    expect(await ringOf(leadId)).toMatchObject({
      n: 2,
      names: ['form_submitted', 'pricing_page_visited'],
    });
  });

  it('is not owed for events that no live playbook could use, until the 40th in a row', async () => {
    const { leadId, userId } = await lead();
    await api.db.deleteFrom('ring').where('lead_id', '=', leadId).execute();
    const silent = (count: number, part: string) =>
      api.post('/v1/batch', {
        batch: Array.from({ length: count }, (_, index) => ({
          type: 'track',
          userId,
          event: 'menu_opened',
          messageId: `${userId}-${part}-${index}`,
        })),
      });
    await silent(39, 'a');
    expect(await ringOf(leadId)).toBeUndefined();
    const fates = await api.db
      .selectFrom('accepted')
      .select('fate')
      .where('lead_id', '=', leadId)
      .where('n', '>', 1)
      .execute();
    expect(new Set(fates.map(({ fate }) => fate))).toEqual(new Set(['irrelevant']));
    await silent(1, 'b');
    expect(await ringOf(leadId)).toMatchObject({ n: 41 });
    await api.db.deleteFrom('ring').where('lead_id', '=', leadId).execute();
    await silent(20, 'c');
    await api.post('/v1/track', { userId, event: 'pricing_page_visited' });
    await api.db.deleteFrom('ring').where('lead_id', '=', leadId).execute();
    await silent(39, 'd');
    expect(await ringOf(leadId)).toBeUndefined();
  });

  it('depends on what is published now, not on what was when this process began', async () => {
    const { leadId, userId } = await lead();
    await api.db.deleteFrom('ring').where('lead_id', '=', leadId).execute();
    const { document } = await api.db
      .selectFrom('playbook_version')
      .select('document')
      .executeTakeFirstOrThrow();
    const newer = structuredClone(document) as { scoring: { rules: object[] } };
    newer.scoring.rules.push({
      id: 'menu',
      dimension: 'behaviour',
      event: 'menu_opened',
      points: 1,
      times: 'each',
    });
    await api.db
      .insertInto('playbook_version')
      .values({
        name: 'lead-to-conversion',
        version: 2,
        hash: 'x',
        document: JSON.stringify(newer),
        published_by: 'test',
      })
      .execute();
    await api.post('/v1/track', { userId, event: 'menu_opened' });
    expect(await ringOf(leadId)).toMatchObject({ n: 2 });
  });

  it('tells the relay at once', async () => {
    const { connectAlone } = await import('../../../src/database/pool.js');
    const { Database } = await import('../../../src/database/database.js');
    const listener = await connectAlone(
      api.get(Database).pool.options.connectionString ?? '',
      'test',
    );
    const heard = new Promise((resolve) =>
      listener.once('notification', ({ channel }) => resolve(channel)),
    );
    await listener.query('listen ring');
    await lead();
    expect(await heard).toBe('ring');
    await listener.end();
  });
});

describe('an inbox', () => {
  it('is read in pages bounded by rows and by bytes, and says when the next input arrived', async () => {
    const { leadId, userId } = await lead();
    await api.post('/v1/batch', {
      batch: Array.from({ length: 9 }, (_, index) => ({
        type: 'track',
        userId,
        event: 'webinar_attended',
        messageId: `${userId}-${index}`,
      })),
    });
    const read = (after: number, rows: number, bytes: number) =>
      api.db
        .transaction()
        .execute((trx) => api.get(Inbox).read(trx, leadId, after, { rows, bytes }));
    const page = await read(2, 4, 1_000_000);
    expect(page.inputs.map(({ n }) => n)).toEqual([3, 4, 5, 6]);
    expect(page).toMatchObject({ more: true, until: (await inputsOf(api, leadId))[6]?.at });
    expect((await read(0, 50, 1)).inputs.map(({ n }) => n)).toEqual([1]);
    expect(await read(10, 50, 1)).toEqual({ inputs: [], more: false });
    expect(await read(6, 50, 1_000_000)).toMatchObject({ more: false });
  });

  it('gives what comes before an input that cannot be opened, and stops at it', async () => {
    const { leadId, userId } = await lead();
    await api.post('/v1/track', { userId, event: 'webinar_attended' });
    await api.db
      .updateTable('inbox')
      .set({ input_sealed: Buffer.from('broken') })
      .where('lead_id', '=', leadId)
      .where('n', '=', 2)
      .execute();
    const read = (after: number) =>
      api.db
        .transaction()
        .execute((trx) => api.get(Inbox).read(trx, leadId, after, { rows: 50, bytes: 65_536 }));
    expect(await read(0)).toMatchObject({ inputs: [{ n: 1 }], more: true });
    await expect(read(1)).rejects.toThrow('Not a sealed value');
  });

  it('of a lead that a merge has taken over is closed: what comes later goes to the winner', async () => {
    const [winner, loser] = [await lead(), await lead()];
    await api.db
      .updateTable('lead_counter')
      .set({ merged_into: winner.leadId })
      .where('lead_id', '=', loser.leadId)
      .execute();
    const input = {
      id: randomUUID(),
      occurredAt: Date.now(),
      body: { kind: 'event', name: 'x', properties: {} } as const,
    };
    const placed = await api.db
      .transaction()
      .execute((trx) =>
        api.get(Inbox).append(trx, [{ leadId: loser.leadId, input, source: 'test', rings: true }]),
      );
    expect(placed).toMatchObject([{ leadId: winner.leadId, n: 2 }]);
    expect(await inputsOf(api, winner.leadId)).toHaveLength(2);
    expect(await inputsOf(api, loser.leadId)).toHaveLength(1);
  });

  it('keeps the time of arrival from going back when a clock does', async () => {
    const { leadId } = await lead();
    const at = new Date(Date.now() + 3_600_000);
    await api.db
      .updateTable('lead_counter')
      .set({ last_at: at })
      .where('lead_id', '=', leadId)
      .execute();
    const input = {
      id: randomUUID(),
      occurredAt: Date.now(),
      body: { kind: 'event', name: 'x', properties: {} } as const,
    };
    const [placed] = await api.db
      .transaction()
      .execute((trx) =>
        api.get(Inbox).append(trx, [{ leadId, input, source: 'test', rings: false }]),
      );
    expect(placed?.at).toBe(at.getTime());
  });
});
