import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApiSite } from './api-site.js';

let api: ApiSite;
beforeAll(async () => {
  api = await ApiSite.open();
});
afterAll(async () => api.close());

const unknown = '0198c0de-0000-7000-8000-000000000000';

describe('/v1/reps', () => {
  test('adds, lists and sends away the people who take tickets', async () => {
    const added = await api.call('POST', '/v1/reps', {
      name: 'Li Ming',
      email: 'li@example.com',
      queues: ['sales', 'sales'],
    });
    expect(added).toMatchObject({ status: 201, body: { name: 'Li Ming', queues: ['sales'] } });
    const until = '2026-12-01T09:00:00+08:00';
    const away = await api.call('PATCH', `/v1/reps/${added.body.id}`, { absentUntil: until });
    expect(away.body).toMatchObject({ absentUntil: '2026-12-01T01:00:00.000Z', active: true });
    const back = await api.call('PATCH', `/v1/reps/${added.body.id}`, { absentUntil: null });
    expect(back.body).toMatchObject({ absentUntil: null });
    const { body } = await api.call('GET', '/v1/reps');
    expect(body.data).toEqual([back.body]);
  });

  test('refuses what it cannot use, by pointer and without a value', async () => {
    const refused = await api.call('POST', '/v1/reps', { name: '', email: 'secret', queues: [] });
    expect(refused.status).toBe(422);
    const pointers = refused.body.errors.map(({ pointer }: { pointer: string }) => pointer);
    expect(pointers).toEqual(expect.arrayContaining(['/name', '/email', '/queues']));
    expect(JSON.stringify(refused.body)).not.toContain('secret');
    expect((await api.call('PATCH', `/v1/reps/${unknown}`, {})).status).toBe(404);
    expect((await api.call('PATCH', '/v1/reps/nobody', {})).status).toBe(404);
  });
});

describe('/v1/tickets', () => {
  test('shows a ticket from hand-over to deal', async () => {
    const ticket = await api.assignedTicket();
    const contacted = await api.call('POST', `/v1/tickets/${ticket}/contact`);
    expect(contacted).toMatchObject({ status: 200, body: { id: ticket, status: 'contacted' } });
    const won = await api.call('POST', `/v1/tickets/${ticket}/feedback`, { result: 'won' });
    expect(won).toMatchObject({ status: 200, body: { status: 'closed', result: 'won' } });
    const { body } = await api.call('GET', '/v1/tickets?status=closed&limit=1');
    expect(body.data).toEqual([won.body]);
    const again = await api.call('POST', `/v1/tickets/${ticket}/feedback`, { result: 'won' });
    expect(again).toEqual(won);
    const lost = await api.call('POST', `/v1/tickets/${ticket}/feedback`, { result: 'lost' });
    expect(lost).toMatchObject({ status: 409, body: { code: 'ticket-closed' } });
  });

  test('says what it does not know', async () => {
    const ticket = await api.assignedTicket();
    const odd = await api.call('POST', `/v1/tickets/${ticket}/feedback`, { result: 'perhaps' });
    expect(odd).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/result', code: 'unknown-result' }] },
    });
    expect((await api.call('POST', `/v1/tickets/${unknown}/contact`)).status).toBe(404);
    expect((await api.call('GET', '/v1/tickets/nothing')).status).toBe(404);
    expect((await api.call('GET', '/v1/tickets?limit=1000')).status).toBe(422);
  });
});
