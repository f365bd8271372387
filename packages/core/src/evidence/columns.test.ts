import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { padded, widthOf, wrapped } from './columns.ts';

const prose = fc.array(fc.constantFrom('steel', 'coil,', '钢卷', '判定，', ' ', '\n', 'a'.repeat(50)), {
  maxLength: 40,
});

describe('text in columns', () => {
  it('gives a Chinese character and its marks two columns', () => {
    expect(widthOf('钢卷 7，')).toBe(8);
    expect(padded('钢卷', 6)).toBe('钢卷  ');
  });

  it('breaks at spaces and between Chinese characters, and not before a closing mark', () => {
    expect(wrapped('one two three', 8, 3)).toEqual(['one two', 'three']);
    expect(wrapped('钢卷判定，待签', 8, 3)).toEqual(['钢卷判', '定，待签']);
  });

  it('cuts the last line with … and says nothing of nothing', () => {
    expect(wrapped('one two three', 8, 1)).toEqual(['one two…']);
    expect(wrapped(' \n ', 8, 1)).toEqual([]);
  });

  it('keeps to its columns and its lines, and loses nothing where there is room', () => {
    fc.assert(
      fc.property(prose, fc.integer({ min: 6, max: 90 }), fc.integer({ min: 1, max: 4 }), (parts, columns, most) => {
        const text = parts.join('');
        const lines = wrapped(text, columns, most);
        expect(lines.length).toBeLessThanOrEqual(most);
        for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(columns);
        const bare = (one: string) => one.replaceAll(/\s/g, '');
        if (!lines.some((line) => line.endsWith('…'))) expect(bare(lines.join(''))).toBe(bare(text));
      }),
    );
  });
});
