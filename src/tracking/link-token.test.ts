import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { LinkTokens, type TrackedLink } from './link-token.js';
import { TrackedAddresses } from './tracked-addresses.js';

const macOf = (key: string) => (kind: string, value: string) =>
  createHmac('sha256', key).update(`${kind}\0${value}`).digest();
const tokens = new LinkTokens(macOf('key'));
const click: TrackedLink = {
  kind: 'click',
  messageId: '0198c0de-0000-7000-8000-00000000abcd',
  link: 'demo',
  url: 'https://example.com/预约?a=1&b=2',
};

describe('a tracked link', () => {
  test('carries message, link name and target there and back', () => {
    fc.assert(
      fc.property(
        fc.uuid(),
        fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/),
        fc.webUrl({ withQueryParameters: true, withFragments: true }),
        (messageId, link, url) => {
          const token: TrackedLink = { kind: 'click', messageId, link, url };
          expect(tokens.read(tokens.sign(token))).toEqual(token);
        },
      ),
    );
  });

  test('with any character changed leads nowhere', () => {
    const token = tokens.sign(click);
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.base64String({ minLength: 4 }), (at, filler) => {
        const forged = token.slice(0, at) + filler[0] + token.slice(at + 1);
        fc.pre(forged !== token);
        expect(tokens.read(forged) ?? click).toEqual(click);
      }),
    );
  });

  test('signed with another key, cut, doubled or oversized is refused', () => {
    const token = tokens.sign(click);
    const others = [
      new LinkTokens(macOf('other')).sign(click),
      token.slice(0, -4),
      `${token}.${token}`,
      token.replace('.', ''),
      '',
      '.',
      'x'.repeat(5000),
    ];
    for (const other of others) expect(tokens.read(other)).toBeUndefined();
  });

  test('says what it was made for', () => {
    const { messageId } = click;
    for (const kind of ['open', 'unsubscribe'] as const) {
      expect(tokens.read(tokens.sign({ kind, messageId }))).toEqual({ kind, messageId });
    }
  });

  test('is never made for anything but a web address', () => {
    for (const url of ['javascript:alert(1)', '//example.com', '/local', 'data:text/html,x', '']) {
      expect(() => tokens.sign({ ...click, url })).toThrow(/http/);
    }
  });

  test('is a plain path below the public address', () => {
    const addresses = new TrackedAddresses('https://mail.example.com/', tokens);
    expect(addresses.click(click.messageId, 'demo', 'https://example.com')).toMatch(
      /^https:\/\/mail\.example\.com\/t\/c\/[\w-]+\.[\w-]+$/,
    );
    expect(addresses.unsubscribe(click.messageId)).toMatch(
      /^https:\/\/mail\.example\.com\/u\/[\w.-]+$/,
    );
  });
});
