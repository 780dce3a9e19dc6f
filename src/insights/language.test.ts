import { expect, it } from '@jest/globals';

import { languageOf } from './language.js';

it.each([
  [undefined, 'en'],
  ['', 'en'],
  ['fr', 'en'],
  ['*', 'en'],
  ['zh-CN,zh;q=0.9,en;q=0.8', 'zh-CN'],
  ['ZH-hans', 'zh-CN'],
  ['en-GB, zh;q=0.9', 'en'],
  ['fr, en;q=0.3, zh;q=0.5', 'zh-CN'],
  ['zh;q=0, en;q=0.1', 'en'],
  ['zhuang', 'en'],
])('an explanation speaks the language asked for: %j -> %s', (header, language) => {
  expect(languageOf(header)).toBe(language);
});
