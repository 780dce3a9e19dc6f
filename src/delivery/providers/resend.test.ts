import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ResendMock } from '../../../test/support/resend-mock/resend-mock.js';
import type { OutgoingMessage } from './mail-provider.js';
import { ResendProvider } from './resend.js';
import { resultOfError } from './resend-errors.js';

const message: OutgoingMessage = {
  id: '0198c0de-0000-7000-8000-00000000abcd',
  channel: 'email',
  to: 'wang@example.com',
  body: {
    from: 'Leadloom <hello@example.com>',
    subject: '（广告）您好',
    html: '<p>您好</p>',
    text: '您好',
    headers: { 'List-Unsubscribe': '<https://example.com/u/x>' },
  },
};

let mock: ResendMock;
let provider: ResendProvider;
beforeEach(async () => {
  mock = await ResendMock.start({ apiKey: 're_test' });
  provider = new ResendProvider({ apiKey: 're_test', baseUrl: mock.url, requestsPerSecond: 100 });
});
afterEach(async () => mock.stop());

describe('mail through Resend', () => {
  test('arrives as it was frozen, headers included', async () => {
    const result = await provider.send(message);
    expect(result).toEqual({ result: 'accepted', providerId: mock.accepted[0]?.id });
    expect(mock.accepted).toMatchObject([
      { ...message.body, to: [message.to], idempotencyKey: message.id },
    ]);
  });

  test('sent again is accepted once, under the same id', async () => {
    const first = await provider.send(message);
    expect(await provider.send(message)).toEqual(first);
    expect(mock.accepted).toHaveLength(1);
  });

  test('whose answer was lost is found out by asking again', async () => {
    mock.faults.add({ do: 'drop-after-accept' });
    expect(await provider.send(message)).toMatchObject({ result: 'unknown' });
    expect(await provider.send(message)).toMatchObject({ result: 'accepted' });
    expect(mock.accepted).toHaveLength(1);
  });

  test('that never arrived goes out with the next attempt', async () => {
    mock.faults.add({ do: 'drop-before-accept' });
    expect(await provider.send(message)).toMatchObject({ result: 'unknown' });
    expect(await provider.send(message)).toMatchObject({ result: 'accepted' });
    expect(mock.accepted).toHaveLength(1);
  });

  test('asked for twice at the same time is told to wait, not sent twice', async () => {
    mock.faults.add({ do: 'delay', ms: 200 });
    const results = await Promise.all([provider.send(message), provider.send(message)]);
    expect(results.map(({ result }) => result).toSorted()).toEqual(['accepted', 'unknown']);
    expect(mock.accepted).toHaveLength(1);
  });

  test('with another body under the same key is a doubt, since something was accepted', async () => {
    await provider.send(message);
    const other = { ...message, body: { ...message.body, text: 'other' } };
    expect(await provider.send(other)).toMatchObject({ result: 'doubt' });
  });

  test('that Resend finds unacceptable is refused for good', async () => {
    expect(await provider.send({ ...message, to: 'nobody' })).toMatchObject({ result: 'refused' });
    const nameless = { ...message, id: 'other', body: { ...message.body, from: 'nobody' } };
    expect(await provider.send(nameless)).toMatchObject({ result: 'refused' });
  });

  test('with a wrong key waits for a person', async () => {
    const locked = new ResendProvider({ apiKey: 're_other', baseUrl: mock.url });
    expect(await locked.send(message)).toMatchObject({
      result: 'later',
      alert: 'Resend answers 403 invalid_api_key',
    });
  });

  test('with nobody listening is unknown, not lost', async () => {
    await mock.stop();
    expect(await provider.send(message)).toMatchObject({ result: 'unknown' });
    mock = await ResendMock.start();
  });

  test('obeys a 429 for as long as it says', async () => {
    const limited = await ResendMock.start({ requestsPerSecond: 1 });
    const eager = new ResendProvider({ apiKey: 'x', baseUrl: limited.url, requestsPerSecond: 100 });
    const other = new ResendProvider({ apiKey: 'x', baseUrl: limited.url, requestsPerSecond: 100 });
    await eager.send(message);
    expect(await other.send({ ...message, id: 'b' })).toEqual({
      result: 'later',
      reason: 'rate_limit_exceeded',
      retryInMs: 1000,
    });
    expect(limited.accepted).toHaveLength(1);
    await limited.stop();
  });
});

describe('an error of Resend', () => {
  const of = (name: string, statusCode: number | null) =>
    resultOfError({ name, statusCode, message: 'wang@example.com' } as never, {}).result;

  test('says whether the mail was taken', () => {
    expect(of('validation_error', 422)).toBe('refused');
    expect(of('validation_error', 403)).toBe('later');
    expect(of('daily_quota_exceeded', 429)).toBe('later');
    expect(of('concurrent_idempotent_requests', 409)).toBe('unknown');
    expect(of('invalid_idempotent_request', 409)).toBe('doubt');
    expect(of('application_error', 500)).toBe('unknown');
    expect(of('application_error', null)).toBe('unknown');
  });

  test('with a name we have not met goes by its status', () => {
    expect(of('teapot', 422)).toBe('refused');
    expect(of('teapot', 429)).toBe('later');
    expect(of('teapot', 418)).toBe('unknown');
    expect(of('toString', 503)).toBe('unknown');
  });

  test('is never quoted, since it may name the recipient', () => {
    const result = resultOfError(
      { name: 'validation_error', statusCode: 422, message: 'Invalid `to`: wang@example.com' },
      {},
    );
    expect(JSON.stringify(result)).not.toContain('wang');
  });
});
