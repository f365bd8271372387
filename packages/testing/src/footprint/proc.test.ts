import { describe, expect, it } from 'vitest';
import { parsePssKib, parseStat } from './proc.ts';

describe('what /proc tells', () => {
  it('reads a name with brackets and blanks, and sums own and waited-for ticks', () => {
    const line = '42 (a) (b c) S 7 42 42 0 -1 4194560 100 200 0 0 11 5 3 2 20 0 1 0 999 1 1';
    expect(parseStat(line)).toEqual({ ppid: 7, ticks: 21 });
  });

  it('reads the proportional share, and none of a process that is gone', () => {
    expect(parsePssKib('Rss:  900 kB\nPss:  321 kB\nPss_Dirty: 5 kB\n')).toBe(321);
    expect(parsePssKib('')).toBe(0);
  });
});
