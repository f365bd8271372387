import { AndonError } from '@andon/core';
import { qualityInspection } from '@andon/vertical-quality-inspection';
import { describe, expect, it } from 'vitest';
import {
  type Cells,
  columns,
  type HistoryFileOptions,
  historyFile,
  hourMs,
  minuteMs,
  startMs,
} from '../../test/history-files.ts';
import type { HistoryColumns } from './options.ts';
import { readHistory } from './read-history.ts';

const { history } = qualityInspection;
if (!history) throw new TypeError('the vertical has a history');
const { agent: _, ...named } = columns;

function read(options: HistoryFileOptions, over: Partial<HistoryColumns> = {}) {
  const file = historyFile({ rows: 12, ...options });
  return readHistory({ file, history: history as never, columns: { ...named, ...over }, labelDelayMs: 6 * hourMs });
}

function thrownBy(work: () => unknown): AndonError {
  try {
    work();
  } catch (error) {
    if (error instanceof AndonError) return error;
    throw error;
  }
  throw new TypeError('nothing was thrown');
}

/** One cell of row 4, which stands at line 6. */
const cell = (name: string, value: string) => (cells: Cells, row: number) =>
  row === 4 ? { ...cells, [name]: value } : cells;
const kinds = ({ treatments }: ReturnType<typeof read>) => treatments.map(({ kind }) => kind);

describe('reading a history', () => {
  it('keeps what turned out later apart from what was seen', () => {
    const { rows, treatments, times } = read({});
    expect(rows).toHaveLength(12);
    const [first] = rows;
    expect(first).toMatchObject({ line: 2, label: 'pastry', human: 'pastry', labelMs: startMs + hourMs });
    expect(first?.record).toMatchObject({ material: 'C0', seenMs: startMs });
    expect(Object.keys(first?.record.cells ?? {})).toHaveLength(27);
    expect(treatments).toEqual([]);
    expect(times).toBe('offset');
  });

  it.each<[string, HistoryFileOptions, Partial<HistoryColumns>, string, object]>([
    ['a column that is not there', {}, { label: 'klass' }, 'table.no-column', { column: 'klass', nearest: 'class' }],
    [
      'a measurement that is not there',
      { text: (csv) => csv.replace('Pixels_Areas', 'Pixels') },
      {},
      'table.no-column',
      { column: 'Pixels_Areas' },
    ],
    ['two columns of one name', { text: (csv) => csv.replace('X_Maximum', 'X_Minimum') }, {}, 'table.header', {}],
    ['no rows', { text: (csv) => csv.slice(0, csv.indexOf('\n')) }, {}, 'table.no-rows', {}],
    ['an empty file', { text: () => '' }, {}, 'table.no-rows', {}],
    [
      'a time that is none',
      { change: cell('seen', 'monday') },
      {},
      'history.time',
      { line: 6, column: 'seen', cell: 'monday' },
    ],
    ['an empty time', { change: cell('seen', '') }, {}, 'history.time', { line: 6, column: 'seen' }],
    [
      'a label’s time that is none',
      { change: cell('known', '2025') },
      {},
      'history.time',
      { line: 6, column: 'known' },
    ],
    [
      'two ways to write a time',
      { change: cell('known', '2025-03-03 09:00:00') },
      {},
      'history.times-mixed',
      { line: 6, column: 'known' },
    ],
    [
      'a label before its row',
      { change: cell('known', new Date(startMs).toISOString()) },
      {},
      'history.label-early',
      { line: 6, column: 'known' },
    ],
    [
      'a label without its time',
      { change: cell('known', '') },
      {},
      'history.no-label-time',
      { line: 6, column: 'known' },
    ],
    [
      'a label that nobody knows',
      { change: cell('class', 'rust') },
      {},
      'history.cell',
      { line: 6, column: 'class', cell: 'rust' },
    ],
    [
      'an entry that nobody knows',
      { change: cell('people', 'sold') },
      {},
      'history.cell',
      { line: 6, column: 'people' },
    ],
    [
      'a text for a number',
      { change: cell('X_Maximum', 'wide') },
      {},
      'history.cell',
      { line: 6, column: 'X_Maximum' },
    ],
    [
      'a number too large',
      { change: cell('X_Maximum', '1e999') },
      {},
      'history.cell',
      { line: 6, column: 'X_Maximum' },
    ],
    [
      'a decimal comma',
      { change: cell('X_Maximum', '"4,5"') },
      {},
      'table.decimal-comma',
      { line: 6, column: 'X_Maximum', cell: '4,5' },
    ],
    [
      'a grade that nobody knows',
      { change: (cells) => ({ ...cells, grade: 'S235' }) },
      {},
      'history.cell',
      { line: 2, column: 'grade' },
    ],
    ['an id twice', { change: cell('coil', 'C2') }, {}, 'history.same-id', { line: 6, otherLine: 4, id: 'C2' }],
    ['no id', { change: cell('coil', '') }, {}, 'table.no-id', { line: 6, column: 'coil' }],
    ['no label at all', { change: (cells) => ({ ...cells, class: '' }) }, {}, 'history.no-labels', { column: 'class' }],
    ['a quotation mark amiss', { change: cell('coil', 'a"b,c') }, {}, 'table.quotes', { line: 6 }],
    ['a cell too many', { change: cell('coil', 'a,b') }, {}, 'table.cells', { line: 6 }],
    ['a label that the agent reads', {}, { label: 'X_Minimum' }, 'config.invalid', { path: '--label' }],
    ['an entry that the agent reads', {}, { human: 'X_Minimum' }, 'config.invalid', { path: '--human' }],
  ])('refuses %s, saying where', (_name, options, over, code, details) => {
    const error = thrownBy(() => read(options, over));
    expect(error.code).toBe(code);
    expect(error.details).toMatchObject(details);
    expect(error.sentence('zh-CN')).not.toMatch(/\{|undefined/);
    expect(error.sentence('en')).not.toMatch(/\{|undefined/);
  });

  it.each<[string, HistoryFileOptions, Partial<HistoryColumns>]>([
    ['sorted', { change: cell('seen', new Date(startMs - minuteMs).toISOString()) }, {}],
    ['gaps', { change: cell('X_Minimum', 'NaN') }, {}],
    ['unlabelled', { change: cell('class', 'n/a') }, {}],
    ['label-time-alone', { change: cell('class', '') }, {}],
    ['label-at-once', { change: cell('known', new Date(startMs + 12 * minuteMs).toISOString()) }, {}],
    ['no-human-entry', { change: cell('people', '') }, {}],
    ['no-id', {}, { id: null }],
    ['unused-columns', { change: (cells) => ({ ...cells, crew: 'A' }) }, {}],
    ['times-without-offset', { text: (csv) => csv.replaceAll(/(T\d\d:\d\d:\d\d\.\d{3})Z/g, '$1') }, {}],
    ['stray-quotes', { text: (csv) => csv.replace(/^(C3,.*)$/m, '"$1"') }, {}],
  ])('says what was done: %s', (kind, options, over) => {
    expect(kinds(read(options, over))).toContain(kind);
  });

  it('sorts by time and keeps the order of equal times', () => {
    const same = new Date(startMs).toISOString();
    const { rows } = read({ change: (cells, row) => (row >= 8 ? { ...cells, seen: same } : cells) });
    expect(rows.map(({ line }) => line)).toEqual([2, 10, 11, 12, 13, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('takes a label to be known as late as it may be where the table does not say', () => {
    expect(read({}, { labelTime: null }).rows[0]?.labelMs).toBe(startMs + 6 * hourMs);
  });

  it('plays what is known at once a millisecond later', () => {
    const [first] = read({ change: (cells) => ({ ...cells, known: cells.seen ?? '' }) }).rows;
    expect(first?.labelMs).toBe(startMs + 1);
  });

  it('takes no label from a row that has none', () => {
    const { rows } = read({ change: cell('class', '') });
    expect(rows[4]).toMatchObject({ label: null, labelMs: null });
  });
});
