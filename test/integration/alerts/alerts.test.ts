import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ALERT_KINDS,
  type AlertKind,
  raiseAlert,
  resolveAlert,
} from '../../../src/alerts/alert.js';
import { parkLead, releaseAll } from '../../../src/lifecycle/park.js';
import { Leads, MovableClock } from '../lifecycle/lead-fixture.js';
import { ADMIN_KEY, runningApi, type Answer, type RunningApi } from '../ingest/running-api.js';

let api: RunningApi;
beforeAll(async () => void (api = await runningApi()));
afterAll(() => api.stop());

const ask = (path: string, method = 'GET', key = ADMIN_KEY): Promise<Answer> =>
  api.request(path, { method, headers: { authorization: `Bearer ${key}` } });

const raise = (kind: AlertKind, subject: string) =>
  raiseAlert(api.db, { kind, subject, detail: `${subject} is out`, whatToDo: 'Fill it.' });

async function parked(reason = 'input 1: TypeError at engine/x.ts:1'): Promise<string> {
  const leadId = await new Leads(api.db, new MovableClock()).create('form_submitted');
  await api.db.deleteFrom('ring').where('lead_id', '=', leadId).execute();
  await api.db.transaction().execute((trx) => parkLead(trx, leadId, reason));
  return leadId;
}

const ringOf = (leadId: string) =>
  api.db.selectFrom('ring').select('names').where('lead_id', '=', leadId).executeTakeFirst();

describe('alerts', () => {
  it('are all in the handbook, with what each means', () => {
    const handbook = readFileSync('docs/operations.md', 'utf8').split('## Alerts')[1] ?? '';
    const told = handbook.split('\n').flatMap((line) => /^\| (`[^|]*) \|/.exec(line)?.[1] ?? []);
    const missing = ALERT_KINDS.filter((kind) => !told.some((cell) => cell.includes(`\`${kind}`)));
    expect(missing).toEqual([]);
  });

  it('are listed newest first, by kind and by whether they are over, page by page', async () => {
    for (const subject of ['a', 'b', 'c']) await raise('coupon-pool-empty', subject);
    await raise('webhook-failed', 'd');
    const first = await ask('/v1/alerts?kind=coupon-pool-empty&open=true&limit=2');
    expect(first.body.data).toMatchObject([
      { subject: 'c', detail: 'c is out', whatToDo: 'Fill it.', leadId: null, resolvedAt: null },
      { subject: 'b' },
    ]);
    const after = `kind=coupon-pool-empty&open=true&after=${first.body.next}`;
    const second = await ask(`/v1/alerts?${after}`);
    expect(second.body).toMatchObject({ data: [{ subject: 'a' }], next: null });
    expect((await ask('/v1/alerts?open=false')).body.data).toEqual([]);
    expect((await ask('/v1/alerts?opened=1')).status).toBe(400);
    expect((await ask('/v1/alerts', 'GET', 'write-key-for-tests')).status).toBe(403);
  });

  it('are counted for whoever scrapes, those that are over as none', async () => {
    const page = async () => (await api.request('/metrics')).body as string;
    expect(await page()).toContain('leadloom_alerts_open{kind="message-in-doubt"} 0');
    await raise('message-in-doubt', 'm1');
    await raise('message-in-doubt', 'm2');
    expect(await page()).toContain('leadloom_alerts_open{kind="message-in-doubt"} 2');
    await resolveAlert(api.db, 'message-in-doubt', 'm1');
    expect(await page()).toContain('leadloom_alerts_open{kind="message-in-doubt"} 1');
  });

  it('are resolved by a person once, and raised again when it happens again', async () => {
    await raise('benefit-out-of-stock', 'gift');
    const { data } = (await ask('/v1/alerts?kind=benefit-out-of-stock')).body;
    const once = await ask(`/v1/alerts/${data[0].id}/resolve`, 'POST');
    expect(once).toMatchObject({ status: 200, body: { resolvedBy: 'admin' } });
    const twice = await ask(`/v1/alerts/${data[0].id}/resolve`, 'POST');
    expect(twice.body).toEqual(once.body);
    await raise('benefit-out-of-stock', 'gift');
    const open = (await ask('/v1/alerts?kind=benefit-out-of-stock&open=true')).body.data;
    expect(open).toHaveLength(1);
    expect(open[0].id).not.toBe(data[0].id);
    for (const id of [randomUUID(), 'x'])
      expect((await ask(`/v1/alerts/${id}/resolve`, 'POST')).status).toBe(404);
  });
});

describe('a parked lead', () => {
  it('is found, keeps its alert until it is released, and is rung then', async () => {
    const lead = await parked();
    const listed = (await ask('/v1/leads?parked=true')).body.data;
    expect(listed).toMatchObject([{ id: lead, parked: 'input 1: TypeError at engine/x.ts:1' }]);
    const { data } = (await ask('/v1/alerts?kind=lead-parked&open=true')).body;
    expect(data).toMatchObject([{ leadId: lead }]);
    const early = await ask(`/v1/alerts/${data[0].id}/resolve`, 'POST');
    expect([early.status, early.body.code]).toEqual([409, 'still-parked']);
    expect(early.body.message).toContain(`/v1/leads/${lead}/release`);

    const released = await ask(`/v1/leads/${lead}/release`, 'POST');
    expect(released).toMatchObject({ status: 200, body: { leadId: lead, released: true } });
    expect(await ringOf(lead)).toEqual({ names: ['released'] });
    expect((await ask('/v1/leads?parked=true')).body.data).toEqual([]);
    expect((await ask('/v1/alerts?kind=lead-parked&open=true')).body.data).toEqual([]);

    const again = await ask(`/v1/leads/${lead}/release`, 'POST');
    expect([again.status, again.body.code]).toEqual([409, 'not-parked']);
    expect((await ask(`/v1/leads/${randomUUID()}/release`, 'POST')).status).toBe(404);
  });

  it('that lives on in another has an alert that can be closed', async () => {
    const lead = await parked();
    await api.db.updateTable('lead').set({ status: 'merged' }).where('id', '=', lead).execute();
    const { data } = (await ask('/v1/alerts?kind=lead-parked&open=true')).body;
    const closed = await ask(`/v1/alerts/${data[0].id}/resolve`, 'POST');
    expect(closed).toMatchObject({ status: 200, body: { leadId: lead, resolvedBy: 'admin' } });
    await api.db.updateTable('lead').set({ parked_reason: null }).where('id', '=', lead).execute();
  });

  it('is released with all others, but for one that is parked after the word', async () => {
    const leads = [await parked(), await parked(), await parked()];
    const late = await parked();
    const soon = new Date(Date.now() + 60_000);
    await api.db.updateTable('lead').set({ parked_at: soon }).where('id', '=', late).execute();
    expect(await releaseAll(api.db, () => undefined)).toBe(3);
    for (const lead of leads) expect(await ringOf(lead)).toEqual({ names: ['released'] });
    expect(await ringOf(late)).toBeUndefined();
    const open = (await ask('/v1/alerts?kind=lead-parked&open=true')).body.data;
    expect(open).toMatchObject([{ leadId: late }]);
  });
});
