import { describe, expect, it } from 'vitest';
import { because, becauseTexts, say } from './because.ts';
import { type LocalText, locales } from './locale.ts';

const texts: readonly [string, LocalText][] = Object.entries(becauseTexts);

describe.each(texts)('%s', (_, text) => {
  it('speaks every language', () => {
    expect(Object.keys(text).sort()).toEqual([...locales].sort());
  });

  it('is a sentence, or ends with one that it carries', () => {
    expect(text.en).toMatch(/(\.|\{(problem|what|reason)\})$/);
    expect(text['zh-CN']).toMatch(/(。|\{(problem|what|reason)\})$/);
  });

  it('carries the same values in every language', () => {
    expect(placeholders(text['zh-CN'])).toEqual(placeholders(text.en));
  });
});

describe('say', () => {
  it('fills the sentence in the reader’s language', () => {
    const reason = because('approval.given', { by: 'Li Wei' });
    expect(say(reason, 'en')).toBe('Li Wei approved it.');
    expect(say(reason, 'zh-CN')).toBe('Li Wei 已确认。');
  });
});

function placeholders(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string))].sort();
}
