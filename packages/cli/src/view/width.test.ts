import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { cell, clip, printable, wrap } from './width.ts';

describe('clip', () => {
  it.each([
    ['short enough', 20, 'short enough'],
    ['too long for it', 8, 'too lon…'],
    ['钢卷已放行', 7, '钢卷已…'],
    ['钢卷已放行', 6, '钢卷…'],
    ['anything', 0, ''],
  ])('cuts %j to %d cells', (text, columns, wanted) => {
    expect(clip(text, columns)).toBe(wanted);
  });
});

describe('cell', () => {
  it.each(['abc', '钢卷 C000012', '一二三四五六七八九十', 'é̂ combined', '👷‍♀️ at work'])('fills exactly: %s', (text) => {
    expect(stringWidth(cell(text, 12))).toBe(12);
  });
});

describe('wrap', () => {
  it('keeps words and numbers whole, and marks what is missing', () => {
    expect(wrap('The expected cost is 0.10 of the price.', 24, 3)).toEqual([
      'The expected cost is',
      '0.10 of the price.',
    ]);
    expect(wrap('The expected cost is 0.10 of the price.', 12, 2)).toEqual(['The expected', 'cost is 0.1…']);
    expect(wrap('期望成本为价格的 0.10，降级为 0.41。', 34, 3)).toEqual(['期望成本为价格的 0.10，降级为', '0.41。']);
  });

  it('does not break at a no-break space', () => {
    expect(wrap('one is 30\u00a0% lower', 9, 3)).toEqual(['one is', '30\u00a0%', 'lower']);
  });

  it('begins no line with a closing mark', () => {
    expect(wrap('一二三四。五六七八', 8, 3)).toEqual(['一二三', '四。五六', '七八']);
  });

  it('breaks a word that is wider than the line', () => {
    expect(wrap('a'.repeat(25), 10, 9)).toEqual(['a'.repeat(10), 'a'.repeat(10), 'aaaaa']);
  });
});

describe('printable', () => {
  it('lets no control sequence and no turned text through', () => {
    expect(printable('\u001b[31mred\u001b[0m\r\nnext\u0007 \u202eturned')).toBe('red next   turned');
  });
});
