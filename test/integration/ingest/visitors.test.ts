import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { capture, wang } from './people.js';
import { runningApi, type RunningApi } from './running-api.js';
import { inputsOf, rowCounts } from './stored.js';

let api: RunningApi;
beforeAll(async () => {
  api = await runningApi();
}, 60_000);
afterAll(() => api.stop());

let counter = 0;
function somebody() {
  counter += 1;
  return {
    ...wang,
    email: `v${counter}@example.cn`,
    phone: `+86135000${String(10_000 + counter)}`,
  };
}
const visits = (
  anonymousId: string,
  from: number,
  count: number,
  event = 'whitepaper_downloaded',
) =>
  Array.from({ length: count }, (_, index) => ({
    type: 'track',
    anonymousId,
    event,
    messageId: `${anonymousId}-${event}-${from + index}`,
    properties: { title: `t${from + index}` },
    timestamp: new Date(Date.UTC(2026, 0, 1) + (from + index) * 60_000).toISOString(),
  }));

describe('events of a visitor nobody knows', () => {
  it('wait without a lead, a number or a ring', async () => {
    const before = await rowCounts(api.db);
    expect(await api.post('/v1/batch', { batch: visits('nobody', 0, 3) })).toMatchObject({
      status: 200,
      body: { success: true },
    });
    const after = await rowCounts(api.db);
    expect(after).toEqual({ ...before, visitor_event: 3, accepted: (before['accepted'] ?? 0) + 3 });
    expect(await api.post('/v1/batch', { batch: visits('nobody', 0, 3) })).toMatchObject({
      body: { duplicates: 3 },
    });
    expect(await rowCounts(api.db)).toEqual(after);
  });

  it('go into the capture that makes the visitor known, oldest first, and lead to it from then on', async () => {
    await api.post('/v1/batch', { batch: visits('early', 0, 3).toReversed() });
    const { body } = await api.post('/v1/leads', capture(somebody(), { anonymousId: 'early' }));
    const [input, ...others] = await inputsOf(api, body.leadId);
    expect(others).toEqual([]);
    expect(input?.past?.map(({ id }) => id)).toEqual(
      [0, 1, 2].map((n) => `early-whitepaper_downloaded-${n}`),
    );
    expect(input?.past?.[0]).toMatchObject({
      name: 'whitepaper_downloaded',
      properties: { title: 't0' },
      occurredAt: Date.UTC(2026, 0, 1),
    });
    const known = await api.db
      .selectFrom('accepted')
      .select(['lead_id', 'n'])
      .where('message_id', 'like', 'early-%')
      .execute();
    expect(known).toEqual(Array.from({ length: 3 }, () => ({ lead_id: body.leadId, n: 1 })));
  });

  it('that neither score nor count stay where they are', async () => {
    await api.post('/v1/batch', {
      batch: [...visits('browsing', 0, 2), ...visits('browsing', 9, 4, 'menu_opened')],
    });
    const { body } = await api.post('/v1/leads', capture(somebody(), { anonymousId: 'browsing' }));
    const [input] = await inputsOf(api, body.leadId);
    expect(input?.past).toHaveLength(2);
    expect(input).not.toHaveProperty('pastLeftOut');
    const left = await api.db
      .selectFrom('visitor_event')
      .select('name')
      .where('message_id', 'like', 'browsing-%')
      .execute();
    expect(left).toHaveLength(4);
  });

  it('count for their newest 500, and the number left out is told', async () => {
    await api.post('/v1/batch', { batch: visits('busy', 0, 520) });
    const { body } = await api.post('/v1/leads', capture(somebody(), { anonymousId: 'busy' }));
    const [input] = await inputsOf(api, body.leadId);
    expect(input?.past).toHaveLength(500);
    expect(input?.past?.[0]?.id).toBe('busy-whitepaper_downloaded-20');
    expect(input?.pastLeftOut).toBe(20);
  });

  it('go along when the same batch makes the visitor known', async () => {
    const { email } = somebody();
    const batch = [
      ...visits('quick', 0, 2),
      { type: 'identify', anonymousId: 'quick', messageId: 'quick-who', traits: { email } },
      ...visits('quick', 5, 1),
    ];
    await api.post('/v1/batch', { batch });
    const known = await api.db
      .selectFrom('accepted')
      .select(['message_id', 'lead_id', 'n'])
      .where('message_id', 'like', 'quick-%')
      .orderBy('message_id')
      .execute();
    expect(new Set(known.map(({ lead_id }) => lead_id)).size).toBe(1);
    expect(known.map(({ n }) => n)).toEqual([1, 1, 2, 1]);
    const [first] = await inputsOf(api, known[0]?.lead_id ?? '');
    expect(first?.past).toHaveLength(2);
  });

  it('are never left behind by a capture that comes at the very same time', async () => {
    const leads = await Promise.all(
      Array.from({ length: 10 }, async (_, round) => {
        const anonymousId = `race-${round}`;
        const [{ body }] = await Promise.all([
          api.post('/v1/leads', capture(somebody(), { anonymousId })),
          ...visits(anonymousId, 0, 6).map((event) => api.post('/v1/track', event)),
        ]);
        return body.leadId as string;
      }),
    );
    const seen = await Promise.all(
      leads.map(async (leadId) => {
        const inputs = await inputsOf(api, leadId);
        return inputs.flatMap(({ past = [], body }) => [
          ...past.map(({ id }) => id),
          ...(body.kind === 'event' && body.name === 'whitepaper_downloaded' ? ['x'] : []),
        ]).length;
      }),
    );
    expect(seen).toEqual(Array.from({ length: 10 }, () => 6));
  });

  it('belong to whoever was known first; the next person on that browser starts anew', async () => {
    await api.post('/v1/batch', { batch: visits('shared', 0, 2) });
    const { body: first } = await api.post(
      '/v1/leads',
      capture(somebody(), { anonymousId: 'shared' }),
    );
    const { body: second } = await api.post(
      '/v1/leads',
      capture({ ...somebody(), name: '李雷' }, { anonymousId: 'shared' }),
    );
    expect(second.leadId).not.toBe(first.leadId);
    expect((await inputsOf(api, second.leadId))[0]).not.toHaveProperty('past');
    await api.post('/v1/track', visits('shared', 50, 1)[0]);
    expect(await inputsOf(api, second.leadId)).toHaveLength(2);
  });

  it('bring along what the visitor said of itself without an address', async () => {
    await api.post('/v1/identify', {
      anonymousId: 'shy',
      traits: { company: '长江', position: '经理' },
    });
    const { email, phone } = somebody();
    await api.post('/v1/identify', {
      anonymousId: 'shy',
      messageId: 'shy-known',
      traits: { email, phone, position: '总监' },
    });
    const { lead_id: leadId } = await api.db
      .selectFrom('accepted')
      .select('lead_id')
      .where('message_id', '=', 'shy-known')
      .executeTakeFirstOrThrow();
    const [input] = await inputsOf(api, leadId ?? '');
    expect(input?.facts?.attributes).toEqual({
      company: '长江',
      position: '总监',
      email: true,
      phone: true,
    });
  });
});
