import { describe, expect, test } from '@jest/globals';
import { lookupOutside, refusalOf } from './destination.js';

const outside = { loopback: false };
const here = { loopback: true };
const PRIVATE = 'lies in a private network, which webhooks must not reach';

describe('an address for webhooks', () => {
  test.each([
    'https://example.com/hook?key=1',
    'https://example.com:8443/',
    'https://8.8.8.8/',
    'https://[2606:4700::1111]/',
  ])('may be %s', (url) => {
    expect(refusalOf(url, outside)).toBeUndefined();
  });

  test.each([
    'https://10.0.0.1/',
    'https://172.31.255.255/',
    'https://192.168.1.1/',
    'https://169.254.169.254/latest/meta-data',
    'https://100.64.0.1/',
    'https://127.0.0.1/',
    'https://0.0.0.0/',
    'https://0x7f000001/',
    'https://2130706433/',
    'https://localhost/',
    'https://api.localhost/',
    'https://[::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://[fd00::1]/',
    'https://[fe80::1]/',
    'https://[64:ff9b::a00:1]/',
  ])('may not be %s', (url) => {
    expect(refusalOf(url, outside)).toBe(PRIVATE);
  });

  test('goes over TLS, and carries no password', () => {
    expect(refusalOf('http://example.com/', outside)).toBe('must begin with https://');
    expect(refusalOf('ftp://example.com/', here)).toBe('must begin with https://');
    expect(refusalOf('https://user:word@example.com/', outside)).toBe(
      'must not carry a name or a password',
    );
    expect(refusalOf('example.com', outside)).toMatch(/^is no address/);
  });

  test('may be this machine in development, and no other one nearby', () => {
    expect(refusalOf('http://127.0.0.1:3000/hook', here)).toBeUndefined();
    expect(refusalOf('http://localhost:3000/hook', here)).toBeUndefined();
    expect(refusalOf('https://10.0.0.1/', here)).toBe(PRIVATE);
    expect(refusalOf('http://127.0.0.1:3000/hook', outside)).toBe('must begin with https://');
  });
});

describe('a name that is looked up for a connection', () => {
  const look = (host: string, reach: typeof here) =>
    new Promise<string>((resolve) => {
      lookupOutside(reach)(host, {}, (error, address) =>
        resolve(error?.message ?? JSON.stringify(address)),
      );
    });

  test('is refused when it points into a private network', async () => {
    expect(await look('localhost', outside)).toBe('its address lies in a private network');
    expect(await look('localhost', here)).toMatch(/^"(127\.0\.0\.1|::1)"$/);
  });
});
