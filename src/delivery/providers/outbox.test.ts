import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Channels, reachableChannels } from './channels.js';
import { Outbox } from './outbox.js';

const id = '0198c0de-0000-7000-8000-00000000abcd';
const message = { id, channel: 'sms', to: '+8613800138000', body: { text: '您好' } };

let home = '';
let outbox: Outbox;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'outbox-'));
  outbox = new Outbox(join(home, 'outbox'), () => Date.UTC(2026, 10, 27));
});
afterEach(async () => rm(home, { recursive: true }));

describe('the outbox', () => {
  test('keeps a message once, however often and however concurrently it is sent', async () => {
    const results = await Promise.all(Array.from({ length: 20 }, async () => outbox.send(message)));
    expect(new Set(results.map((r) => JSON.stringify(r))).size).toBe(1);
    expect(await outbox.list()).toEqual([{ ...message, acceptedAt: '2026-11-27T00:00:00.000Z' }]);
    expect(await readdir(join(home, 'outbox'))).toEqual([`${id}.json`]);
  });

  test('keeps the first body', async () => {
    await outbox.send(message);
    await outbox.send({ ...message, body: { text: 'other' } });
    expect((await outbox.find(id))?.body.text).toBe('您好');
  });

  test("is for its owner's eyes only", async () => {
    await outbox.send({ ...message, body: { text: 'x', html: '<p>x</p>' } });
    for (const name of [`${id}.json`, `${id}.html`]) {
      const { mode } = await stat(join(home, 'outbox', name));
      expect(mode & 0o077).toBe(0);
    }
  });

  test('is empty before the first message and finds nothing outside', async () => {
    expect(await outbox.list()).toEqual([]);
    expect(await outbox.find('../../../etc/passwd')).toBeUndefined();
    expect(await outbox.find(id)).toBeUndefined();
  });
});

describe('channels', () => {
  const mail = new Outbox('/nowhere', Date.now);
  const shelf = new Outbox('/nowhere', Date.now);

  test('with a mail provider alone, SMS and WeCom reach nobody', () => {
    expect([...reachableChannels({ mail: { provider: 'resend' } })]).toEqual(['email']);
    const channels = new Channels({ mail: { provider: 'resend' } }, shelf, mail);
    expect(channels.providerFor('sms', false)).toBeUndefined();
    expect(channels.providerFor('email', false)).toBe(mail);
  });

  test('a test lead never leaves the house', () => {
    const channels = new Channels({ mail: { provider: 'resend' } }, shelf, mail);
    expect(channels.providerFor('email', true)).toBe(shelf);
    expect(channels.providerFor('sms', true)).toBe(shelf);
  });

  test('in development every channel is there to look at', () => {
    expect(reachableChannels({ mail: { provider: 'outbox' } }).has('wecom')).toBe(true);
  });
});
