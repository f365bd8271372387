/**
 * The times of a table. Whoever exports one writes them in one way; which way is told by the cells, and two ways in one table
 * are refused, since rows would then be sorted by a guess.
 */

import { AndonError } from '@andon/core';

/** `offset`: ISO 8601 with Z or ±hh:mm. `local`: the same without, read as UTC. The others: since 1970, by their size. */
export type TimeStyle = 'offset' | 'local' | 'seconds' | 'milliseconds';

export interface TimeCell {
  readonly line: number;
  readonly column: string;
  readonly cell: string;
}

const iso =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?:(Z)|([+-])(\d{2}):?(\d{2}))?$/i;
const number = /^\d+(?:\.\d+)?$/;

/** 2000-01-01 and 2100-01-01: between them seconds and milliseconds cannot be taken for each other. */
const fromMs = Date.UTC(2000, 0, 1);
const toMs = Date.UTC(2100, 0, 1);
const minuteMs = 60_000;

/** Reads the times of one table, cell by cell, and holds them to one way of writing. */
export class TimeReader {
  readonly #file: string;
  #first: (TimeCell & { readonly style: TimeStyle }) | null = null;

  constructor(file: string) {
    this.#file = file;
  }

  /** `null` before a time was read. */
  get style(): TimeStyle | null {
    return this.#first?.style ?? null;
  }

  /**
   * @returns ms since the epoch
   * @throws AndonError('history.time' | 'history.times-mixed') naming line and column
   */
  read(at: TimeCell): number {
    const file = this.#file;
    const read = readTime(at.cell);
    if (read === null) throw new AndonError('history.time', { file, ...at });
    this.#first ??= { ...at, style: read.style };
    const { style, line: otherLine, column: otherColumn, cell: other } = this.#first;
    if (read.style === style) return read.ms;
    throw new AndonError('history.times-mixed', { file, ...at, other, otherLine, otherColumn });
  }
}

/** @returns `null` for what is no time, or could be two */
export function readTime(cell: string): { readonly ms: number; readonly style: TimeStyle } | null {
  if (number.test(cell)) return sinceEpoch(Number(cell));
  const [, year, month, day, hour, minute, second = '0', fraction = '0', zulu, sign, offsetHour, offsetMinute] =
    iso.exec(cell) ?? [];
  if (year === undefined) return null;
  const [y, mo, d, h, mi, s] = [year, month, day, hour, minute, second].map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const utc = Date.UTC(y, mo - 1, d, h, mi, s);
  const read = new Date(utc);
  // 31 April would become 1 May.
  const isReal = read.getUTCMonth() === mo - 1 && read.getUTCDate() === d && h < 24 && mi < 60 && s < 60;
  if (!isReal || y < 1900) return null;
  const ms = utc + Math.floor(Number(`0.${fraction}`) * 1000);
  if (zulu !== undefined) return { ms, style: 'offset' };
  if (sign === undefined) return { ms, style: 'local' };
  const [oh, om] = [Number(offsetHour), Number(offsetMinute)];
  if (oh > 14 || om > 59) return null;
  const offsetMs = (60 * oh + om) * minuteMs;
  return { ms: sign === '-' ? ms + offsetMs : ms - offsetMs, style: 'offset' };
}

function sinceEpoch(value: number): ReturnType<typeof readTime> {
  if (value >= fromMs && value < toMs) return { ms: Math.round(value), style: 'milliseconds' };
  const ms = Math.round(value * 1000);
  return ms >= fromMs && ms < toMs ? { ms, style: 'seconds' } : null;
}
