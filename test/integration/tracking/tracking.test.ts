import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Outbox } from '../../../src/delivery/providers/outbox.js';
import { join } from 'node:path';
import { Site } from './site.js';

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(async () => site.close());

const get = async (address: string, init: RequestInit = {}) =>
  fetch(site.path(address), { redirect: 'manual', ...init });
const message = async () => {
  const lead = await site.stage.lead();
  return { lead, id: await site.stage.message(lead) };
};
const eventsOf = async (lead: string) =>
  (await site.stage.inputs(lead)).map(({ body, facts }) =>
    body.kind === 'event' ? { name: body.name, ...body.properties } : { ...body, ...facts },
  );

describe('a click', () => {
  test('leads on to the target and is told to the engine with where it came from', async () => {
    const { lead, id } = await message();
    const { addresses } = site.stage;
    const response = await get(addresses.click(id, 'demo', 'https://example.com/demo?a=1'));
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe('https://example.com/demo?a=1');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(await eventsOf(lead)).toEqual([
      {
        name: 'message.clicked',
        ref: `m${id.slice(0, 8)}`,
        template: 'case',
        journey: 'nurture',
        step: 'case',
        link: 'demo',
      },
    ]);
    expect((await site.stage.row(id)).clicked_at).toEqual(new Date(site.stage.now));
  });

  test('hammered within a second is one click', async () => {
    const { lead, id } = await message();
    const address = site.stage.addresses.click(id, 'demo', 'https://example.com');
    await Promise.all(Array.from({ length: 10 }, async () => get(address)));
    expect((await eventsOf(lead)).length).toBeLessThanOrEqual(2);
  });

  test('asked for by a head request alone is none', async () => {
    const { lead, id } = await message();
    const response = await get(site.stage.addresses.click(id, 'demo', 'https://example.com'), {
      method: 'HEAD',
    });
    expect(response.status).toBe(302);
    expect(await eventsOf(lead)).toEqual([]);
  });

  test('on a link nobody signed leads nowhere', async () => {
    const response = await get('https://x/t/c/aHR0cHM6Ly9ldmlsLmV4YW1wbGU.AAAAAAAAAAAAAAAAAAAAAA');
    expect(response.status).toBe(404);
    expect(response.headers.get('location')).toBeNull();
  });

  test('on a message whose lead was erased still leads on', async () => {
    const gone = '0198c0de-0000-7000-8000-000000000000';
    const response = await get(site.stage.addresses.click(gone, 'demo', 'https://example.com/'));
    expect(response.status).toBe(302);
  });
});

test('an opened mail shows a pixel and is told to the engine', async () => {
  const { lead, id } = await message();
  const response = await get(site.stage.addresses.open(id));
  expect(response.headers.get('content-type')).toBe('image/gif');
  expect(await eventsOf(lead)).toMatchObject([{ name: 'message.opened', template: 'case' }]);
});

test('an opening by a machine is told as one, and shows nowhere as an opening', async () => {
  const { lead, id } = await message();
  const headers = { 'user-agent': 'Mozilla/5.0' };
  await get(site.stage.addresses.open(id), { headers });
  expect(await eventsOf(lead)).toMatchObject([{ name: 'message.opened', machine: true }]);
  expect((await site.stage.row(id)).opened_at).toBeNull();
});

describe('unsubscribing', () => {
  const consentOf = async (lead: string) =>
    site.stage.db
      .selectFrom('consent')
      .select(['channel', 'purpose', 'granted', 'by'])
      .where('lead_id', '=', lead)
      .execute();
  const withdrawn = [{ channel: 'email', purpose: 'marketing', granted: false, by: 'lead' }];

  test('shows a page first, in the language of the mail, and changes nothing', async () => {
    const { lead, id } = await message();
    const response = await get(site.stage.addresses.unsubscribe(id));
    const html = await response.text();
    expect(html).toContain('lang="zh-CN"');
    expect(html).toContain('<form method="post">');
    expect(response.headers.get('set-cookie')).toBeNull();
    expect(await consentOf(lead)).toMatchObject([{ granted: true }]);
  });

  const oneClick = () => {
    const form = new FormData();
    form.set('List-Unsubscribe', 'One-Click');
    return form;
  };
  const bodies: [string, () => FormData | URLSearchParams][] = [
    ['urlencoded', () => new URLSearchParams({ 'List-Unsubscribe': 'One-Click' })],
    ['multipart', oneClick],
  ];
  test.each(bodies)(
    'with one %s click holds at once, without cookie or redirect',
    async (_, body) => {
      const { lead, id } = await message();
      const address = site.stage.addresses.unsubscribe(id);
      const response = await get(address, { method: 'POST', body: body() });
      expect(response.status).toBe(200);
      expect(await consentOf(lead)).toEqual(withdrawn);
      expect(await eventsOf(lead)).toEqual([
        {
          kind: 'update',
          by: 'lead',
          consent: [{ channel: 'email', purpose: 'marketing', granted: false, by: 'lead' }],
        },
      ]);
      expect(await site.stage.deliverer(undefined).deliver(id)).toMatchObject({
        outcome: 'refused',
      });
    },
  );

  test('twice is as once', async () => {
    const { lead, id } = await message();
    const address = site.stage.addresses.unsubscribe(id);
    await Promise.all([1, 2, 3].map(async () => get(address, { method: 'POST' })));
    expect(await eventsOf(lead)).toHaveLength(1);
    const log = await site.stage.db
      .selectFrom('consent_log')
      .select('source')
      .where('lead_id', '=', lead)
      .execute();
    expect(log).toEqual([{ source: `unsubscribe/${id}` }]);
    expect(await (await get(address)).text()).toContain('已退订');
  });

  test('after new consent takes a new word', async () => {
    const { lead, id } = await message();
    const address = site.stage.addresses.unsubscribe(id);
    await get(address, { method: 'POST' });
    await site.stage.consent(lead, true);
    await get(address, { method: 'POST' });
    expect(await consentOf(lead)).toEqual(withdrawn);
  });

  test('with a link nobody signed changes nothing', async () => {
    const { lead, id } = await message();
    const forged = site.stage.addresses.unsubscribe(id).slice(0, -2);
    expect((await get(forged, { method: 'POST' })).status).toBe(404);
    const open = site.stage.addresses.open(id).replace('/t/o/', '/u/');
    expect((await get(open, { method: 'POST' })).status).toBe(404);
    expect(await consentOf(lead)).toMatchObject([{ granted: true }]);
  });
});

describe('the outbox page', () => {
  const sent = async () => {
    const { lead, id } = await message();
    const outbox = new Outbox(join(site.home, 'outbox'), site.stage.clock.now);
    await site.stage.deliverer(outbox).deliver(id);
    return { lead, id };
  };

  test('lists what was sent, with what the lead could do', async () => {
    const { id } = await sent();
    const html = await (await fetch(`${site.url}/dev/outbox`)).text();
    expect(html).toContain('（广告）王芳，您好');
    expect(html).toContain('nurture/case, case');
    expect(html).toContain('2026-11-27 10:00:00');
    expect(html).toMatch(/<a class="act" href="\/t\/c\/[\w.-]+" target="_blank">click demo/);
    expect(html).toContain(`action="/dev/outbox/${id}/reply"`);
    expect(html).toMatch(/action="\/u\/[\w.-]+"/);
  });

  test('shows a mail that can run nothing', async () => {
    const { id } = await sent();
    const response = await fetch(`${site.url}/dev/outbox/${id}`);
    expect(response.headers.get('content-security-policy')).toMatch(/^sandbox /);
    expect(await response.text()).toContain('预约演示');
    expect((await fetch(`${site.url}/dev/outbox/nothing`)).status).toBe(404);
  });

  test("answers in the lead's place", async () => {
    const { lead, id } = await sent();
    const reply = `${site.url}/dev/outbox/${id}/reply`;
    const response = await fetch(reply, { method: 'POST', redirect: 'manual' });
    expect(response.status).toBe(303);
    expect(await eventsOf(lead)).toMatchObject([{ name: 'message.replied', template: 'case' }]);
  });

  test('is for this machine alone', async () => {
    const { id } = await sent();
    const reply = `${site.url}/dev/outbox/${id}/reply`;
    const evil = { method: 'POST', headers: { origin: 'https://evil.example' } };
    expect((await fetch(reply, evil)).status).toBe(403);
  });
});
