import { locales } from '@andon/core';
import { describe, expect, it } from 'vitest';
import { catalogues, text } from './text.ts';
import { word } from './words.ts';

const placeholders = (sentence: string) => [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

describe('the catalogue of messages', () => {
  it('has the same keys in both languages', () => {
    expect(Object.keys(catalogues['zh-CN'])).toEqual(Object.keys(catalogues.en));
  });

  it.each(Object.entries(catalogues.en))('carries the same values in both languages: %s', (key, sentence) => {
    const chinese = catalogues['zh-CN'][key as keyof typeof catalogues.en];
    expect(placeholders(chinese)).toEqual(placeholders(sentence));
  });

  it('never calls a stop of agents an emergency stop', () => {
    for (const locale of locales) {
      expect(Object.values(catalogues[locale]).join('\n')).not.toMatch(/e-?stop|emergency|急停/i);
    }
  });

  it('fills in values', () => {
    expect(text('en')('standing.until', { at: '2026-02-04' })).toBe('until 2026-02-04');
    expect(text('zh-CN')('key.stop')).toBe('停止智能体');
  });

  it('does not compile without a key or its values', () => {
    // @ts-expect-error there is no such key
    text('en')('no.such.key');
    // @ts-expect-error the value is missing
    text('en')('standing.until');
    // @ts-expect-error this sentence takes no value
    text('en')('key.stop', { by: 'Lin Mei' });
  });
});

describe('words', () => {
  it('names what it knows and shows the rest as it is called', () => {
    expect(word('hold', 'zh-CN')).toBe('待判');
    expect(word('some-new-action', 'zh-CN')).toBe('some-new-action');
    expect(word('constructor', 'en')).toBe('constructor');
  });
});
