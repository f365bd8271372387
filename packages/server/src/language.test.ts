import { expect, it } from 'vitest';
import { localeFor } from './language.ts';

it.each([
  [undefined, 'en'],
  ['', 'en'],
  ['*', 'en'],
  ['fr', 'en'],
  ['zh-CN', 'zh-CN'],
  ['zh-CN,zh;q=0.9,en;q=0.8', 'zh-CN'],
  ['en-GB, zh', 'en'],
  ['en;q=0.3, zh-Hans;q=0.4', 'zh-CN'],
  ['fr, zh;q=0.5', 'zh-CN'],
  ['zh;q=0, en', 'en'],
  ['zh;q=nonsense', 'en'],
])('answers "%s" in %s', (header, locale) => {
  expect(localeFor(header)).toBe(locale);
});
