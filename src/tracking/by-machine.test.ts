import { describe, expect, test } from '@jest/globals';
import { isByMachine } from './by-machine.js';

describe('a request for a picture or a link of a mail', () => {
  test.each([
    ['no user agent', undefined],
    ['an empty one', ' '],
    ['a mailbox that loads pictures ahead', 'Mozilla/5.0'],
    ['a crawler', 'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)'],
    ['a scanner of links', 'Mozilla/5.0 (compatible; Barracuda Sentinel)'],
  ])('with %s is a machine', (_, userAgent) => {
    expect(isByMachine(userAgent)).toBe(true);
  });

  test.each([
    [
      'a browser',
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36',
    ],
    ['a phone', 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15'],
    ['the proxy that fetches when a person opens', 'Mozilla/5.0 (via ggpht.com GoogleImageProxy)'],
    ['WeChat', 'Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0.49'],
  ])('of %s is a person', (_, userAgent) => {
    expect(isByMachine(userAgent)).toBe(false);
  });
});
