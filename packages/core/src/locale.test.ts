import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseLocale, fill, locales } from './locale.ts';

describe('fill', () => {
  it('puts in what is given, wherever it is asked for', () => {
    expect(fill('{a} and {b}, {a}', { a: 'x', b: 2 })).toBe('x and 2, x');
    expect(fill('{list}', { list: ['a', 'b'] })).toBe('a, b');
  });

  it('leaves a placeholder that nothing was given for', () => {
    expect(fill('{a} {b}', { a: false, b: undefined })).toBe('false {b}');
  });

  it('never looks into a value for further placeholders', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        expect(fill('<{a}>', { a: value, b: 'no' })).toBe(`<${value}>`);
      }),
    );
    expect(fill('{a}', { a: '{b} $& $1', b: 'no' })).toBe('{b} $& $1');
  });
});

describe('chooseLocale', () => {
  it.each<[ReadonlyArray<string | undefined>, string]>([
    [[], 'en'],
    [[undefined, '', 'zh'], 'zh-CN'],
    [['zh-CN'], 'zh-CN'],
    [['zh_CN.UTF-8'], 'zh-CN'],
    [['zh-Hans'], 'zh-CN'],
    [['ZH'], 'zh-CN'],
    [['en_GB.UTF-8', 'zh'], 'en'],
    [['C'], 'en'],
    [['zhuang'], 'en'],
  ])('%j speaks %s', (wishes, locale) => {
    expect(chooseLocale(...wishes)).toBe(locale);
  });

  it('answers a locale that we speak, whatever is wished for', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (wishes) => {
        expect(locales).toContain(chooseLocale(...wishes));
      }),
    );
  });
});
