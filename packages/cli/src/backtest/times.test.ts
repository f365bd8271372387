import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTime, TimeReader } from './times.ts';

const at = (cell: string, line = 2) => ({ line, column: 'seen', cell });

describe('a time', () => {
  it.each([
    ['2025-03-01T06:30:00Z', Date.UTC(2025, 2, 1, 6, 30), 'offset'],
    ['2025-03-01T06:30:00+08:00', Date.UTC(2025, 1, 28, 22, 30), 'offset'],
    ['2025-03-01 06:30:00.25-0330', Date.UTC(2025, 2, 1, 10, 0, 0, 250), 'offset'],
    ['2025-03-01T06:30', Date.UTC(2025, 2, 1, 6, 30), 'local'],
    ['2025-03-01 06:30:59,123456', Date.UTC(2025, 2, 1, 6, 30, 59, 123), 'local'],
    ['1740810600', Date.UTC(2025, 2, 1, 6, 30), 'seconds'],
    ['1740810600.5', Date.UTC(2025, 2, 1, 6, 30, 0, 500), 'seconds'],
    ['1740810600123', Date.UTC(2025, 2, 1, 6, 30, 0, 123), 'milliseconds'],
  ])('is read: %s', (cell, ms, style) => {
    expect(readTime(cell)).toEqual({ ms, style });
  });

  it.each([
    '',
    'yesterday',
    '2025-03-01',
    '01.03.2025 06:30',
    '03/01/2025 06:30',
    '2025-02-30T06:30:00Z',
    '2025-13-01T06:30:00Z',
    '2025-03-01T24:00:00Z',
    '2025-03-01T06:60:00Z',
    '2025-03-01T06:30:00+25:00',
    '45717.27',
    '20250301063000',
    '1740810600123456',
    '-1740810600',
    'NaN',
    '1e9',
  ])('is none: %s', (cell) => {
    expect(readTime(cell)).toBeNull();
  });

  it('comes back as it was written, whatever the offset', () => {
    const moment = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2099, 11, 31) });
    const offset = fc.integer({ min: -12 * 60, max: 14 * 60 });
    fc.assert(
      fc.property(moment, offset, (ms, minutes) => {
        const local = new Date(ms + minutes * 60_000).toISOString().slice(0, -1);
        const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
        const written = `${local}${minutes < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`;
        expect(readTime(written)?.ms).toBe(ms);
        expect(readTime(String(ms))).toEqual({ ms, style: 'milliseconds' });
      }),
    );
  });
});

describe('the times of one table', () => {
  it('are written in one way, or refused with both places', () => {
    const times = new TimeReader('coils.csv');
    times.read(at('2025-03-01T06:30:00Z'));
    times.read({ ...at('2025-03-01T07:30:00+08:00', 3), column: 'known' });
    expect(times.style).toBe('offset');
    expect(() => times.read(at('2025-03-01 06:30:00', 9))).toThrow(
      expect.objectContaining({
        code: 'history.times-mixed',
        details: expect.objectContaining({ line: 9, column: 'seen', otherLine: 2, otherColumn: 'seen' }),
      }),
    );
  });
});
