import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CsvOptions, csvFile, folder } from '../../test/own-tables.ts';
import type { ClassChoice } from './labels.ts';
import { type OwnTable, readOwnTable } from './read-own-table.ts';

const target: ClassChoice = { kind: 'target', column: 'class' };
const read = (options: CsvOptions = {}, classes: ClassChoice = target, id: string | null = null): OwnTable =>
  readOwnTable({ file: csvFile(options), classes, id });
const kinds = ({ treatments }: OwnTable): string[] => treatments.map(({ kind }) => kind);

/** Puts `cell` into a column of some rows. */
const put = (column: number, cell: string, rows: readonly number[]) => (cells: string[], row: number) =>
  rows.includes(row) ? cells.with(column, cell) : cells;
const add = (name: string, cellAt: (row: number) => string) => (cells: string[], row: number) => [
  row < 0 ? name : cellAt(row),
  ...cells,
];

describe('readOwnTable', () => {
  it('reads a clean table as it is, and has nothing to say', () => {
    const own = read();
    expect(own.table).toMatchObject({
      rows: 120,
      featureNames: ['width', 'depth', 'steel', 'noise'],
      classes: ['dent', 'scratch', 'stain'],
      grouped: false,
    });
    expect(own.treatments).toEqual([]);
    expect(own.fileSha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('reads one-hot columns in the order of the table, whatever order they are named in', () => {
    const change = (cells: string[], row: number) => {
      const label = cells.at(-1) as string;
      const hot =
        row < 0
          ? ['is_stain', 'is_dent', 'is_scratch']
          : ['stain', 'dent', 'scratch'].map((one) => (one === label ? '1' : '0'));
      return [...cells.slice(0, -1), ...hot];
    };
    const own = read({ change }, { kind: 'one-hot', columns: ['is_scratch', 'is_stain', 'is_dent'] });
    expect(own.table.classes).toEqual(['is_stain', 'is_dent', 'is_scratch']);
    expect(own.table.featureNames).toEqual(['width', 'depth', 'steel', 'noise']);
    expect(own.table.labels[0]).toBe(1);
  });

  it.each<[string, CsvOptions, string]>([
    ['a byte-order mark', { text: (csv) => `\uFEFF${csv}` }, 'byte-order-mark'],
    ['CRLF', { text: (csv) => csv.replaceAll('\n', '\r\n') }, 'line-ends'],
    ['semicolons', { text: (csv) => csv.replaceAll(',', ';') }, 'delimiter'],
    ['tabs', { text: (csv) => csv.replaceAll(',', '\t') }, 'delimiter'],
    ['quotation marks around each line', { text: (csv) => csv.replaceAll(/^.+$/gm, '"$&"') }, 'stray-quotes'],
    ['empty lines', { text: (csv) => `${csv}\n\n` }, 'blank-lines'],
    ['spaces around cells', { text: (csv) => csv.replaceAll(',', ' , ') }, 'trimmed'],
  ])('reads the same of a table with %s, and says so', (_, options, kind) => {
    const own = read(options);
    expect(own.table).toEqual(read().table);
    expect(kinds(own)).toEqual([kind]);
  });

  it.each<[string, CsvOptions['change'], string[], string[]]>([
    ['a column that is the same in all rows', add('plant', () => '7'), ['constant-column'], []],
    ['a text that is the same in all rows', add('plant', () => 'A'), ['constant-column'], []],
    ['an empty column', add('plant', () => ''), ['empty-column'], []],
    ['a column without a name', add('', String), ['unnamed-column'], []],
    ['a column of remarks', add('remark', (row) => `seen ${row}`), ['too-many-values'], []],
    ['few texts', add('shift', (row) => 'ABC'[row % 3] as string), ['category'], ['shift=A', 'shift=B', 'shift=C']],
    [
      'few texts and holes',
      add('shift', (row) => ['A', 'B', ''][row % 3] as string),
      ['category', 'missing-texts'],
      ['shift=A', 'shift=B'],
    ],
    ['numbers and holes', add('heat', (row) => (row % 9 === 0 ? 'NaN' : String(row))), ['missing-numbers'], ['heat']],
    ['numbers that are long', add('heat', (row) => String(100_000_001 + 2 * row)), ['rounded'], ['heat']],
  ])('says what it does with %s', (_, change = (cells) => cells, expected, features) => {
    const own = read({ change });
    expect(kinds(own)).toEqual(expected);
    expect(own.table.featureNames).toEqual([...features, 'width', 'depth', 'steel', 'noise']);
  });

  it('keeps holes as holes, to be filled from what is learned from', () => {
    const own = read({ change: put(0, 'n/a', [2, 5]) });
    expect([0, 2, 5, 7].map((row) => Number.isNaN(own.table.columns[row]))).toEqual([false, true, true, false]);
    expect(own.treatments).toMatchObject([{ kind: 'missing-numbers', column: 'width', count: 2 }]);
  });

  it('leaves out rows without a class, and says how many', () => {
    const own = read({ change: put(4, '', [3, 4, 9]) });
    expect(own.table.rows).toBe(117);
    expect(own.treatments).toMatchObject([{ kind: 'unlabelled', count: 3 }]);
  });

  it('keeps rows of one id together, also where they are of several classes', () => {
    const own = read({ change: add('coil', (row) => `c${Math.floor(row / 2)}`) }, target, 'coil');
    expect(own.table.grouped).toBe(true);
    expect(own.table.groups.slice(0, 4)).toEqual(Uint32Array.of(0, 0, 1, 1));
    expect(own.table.featureNames).not.toContain('coil');
    expect(kinds(own)).toEqual(['repeated-ids', 'ids-of-several-classes']);
  });

  it('keeps copies of a row together where no id is named', () => {
    const own = read({ text: (csv) => `${csv}${csv.split('\n')[1]}\n` });
    expect(own.table.groups.at(-1)).toBe(own.table.groups[0]);
    expect(own.treatments).toMatchObject([{ kind: 'identical-rows', count: 1 }]);
  });

  it('takes each row for itself where measurements are coarse, and says so', () => {
    const own = read({ change: (cells, row) => (row < 0 ? ['a', 'class'] : [String(row % 7), cells[4] as string]) });
    expect(own.table.grouped).toBe(false);
    expect(own.treatments).toMatchObject([{ kind: 'coarse-measurements', count: 7 }]);
  });

  it.each<[string, CsvOptions, string, object]>([
    [
      'a decimal comma in semicolons',
      { text: (csv) => csv.replaceAll(',', ';').replace(/\n-?\d\.(\d+)/, '\n1,$1') },
      'table.decimal-comma',
      { line: 2, column: 'width' },
    ],
    [
      'a decimal comma that splits a cell',
      { text: (csv) => csv.replace(/\n(-?\d)\./, '\n$1,') },
      'table.cells',
      { line: 2, found: 6, expected: 5 },
    ],
    [
      'a slip among numbers',
      { change: put(1, '12 mm', [7]) },
      'table.not-number',
      { line: 9, column: 'depth', cell: '12 mm' },
    ],
    ['a number beyond all bounds', { change: put(1, '1e999', [7]) }, 'table.not-number', { line: 9, column: 'depth' }],
    ['two columns of one name', { change: put(1, 'width', [-1]) }, 'table.header', { column: 'width' }],
    [
      'one class',
      { change: (cells, row) => (row < 0 ? cells : cells.with(4, 'dent')) },
      'table.one-class',
      { class: 'dent' },
    ],
    [
      'a measurement as the class',
      { change: (cells, row) => (row < 0 ? cells : cells.with(4, `v${row}`)) },
      'table.classes',
      { found: 120 },
    ],
    [
      'a class of nine rows',
      { change: put(4, 'hole', [1, 2, 3, 4, 5, 6, 7, 8, 9]) },
      'table.small-class',
      { class: 'hole', found: 9, line: 3, needed: 10 },
    ],
    [
      'nothing to learn from',
      { change: (cells, row) => [row < 0 ? 'a' : '1', cells[4] as string] },
      'table.no-features',
      {},
    ],
    ['no rows', { rows: 0 }, 'table.no-rows', {}],
  ])('refuses %s, naming the place', (_, options, code, details) => {
    expect(() => read(options)).toThrow(
      expect.objectContaining({
        code,
        details: expect.objectContaining({ file: expect.stringMatching(/parts\.csv$/), ...details }),
      }),
    );
  });

  it('names the nearest columns where one is missing', () => {
    expect(() => read({}, { kind: 'target', column: 'Clas' })).toThrow(/no column "Clas"\. Nearest: class\./);
    expect(() => read({}, target, 'coil_number')).toThrow(/Nearest: width, depth, steel, noise, class\./);
  });

  it.each<[string, [string, string], number, string, object]>([
    ['no class', ['0', '0'], 0, 'table.one-hot', { found: 0, line: 6 }],
    ['two classes', ['1', '1'], 0, 'table.one-hot', { found: 2, line: 6 }],
    ['a half class', ['0.5', '1'], 0, 'table.one-hot-cell', { line: 6, column: 'a', cell: '0.5' }],
    ['an empty cell of a class', ['1', ''], 0, 'table.one-hot-cell', { line: 6, column: 'b', cell: '' }],
  ])('refuses a one-hot row with %s', (_, hot, __, code, details) => {
    const change = (cells: string[], row: number) => [
      ...cells.slice(0, 4),
      ...(row < 0 ? ['a', 'b'] : row === 4 ? hot : row % 2 === 0 ? ['1', '0'] : ['0', '1']),
    ];
    expect(() => read({ change }, { kind: 'one-hot', columns: ['a', 'b'] })).toThrow(
      expect.objectContaining({ code, details: expect.objectContaining(details) }),
    );
  });

  it('refuses one id whose same measurements have two classes, naming both rows', () => {
    const change = add('coil', (row) => `c${row}`);
    const text = (csv: string) => `${csv}${(csv.split('\n')[1] as string).replace('dent', 'stain')}\n`;
    expect(() => read({ change, text }, target, 'coil')).toThrow(
      expect.objectContaining({
        code: 'table.conflict',
        details: expect.objectContaining({
          id: 'c0',
          line: 122,
          otherLine: 2,
          class: 'stain',
          other: 'dent',
          column: 'coil',
        }),
      }),
    );
  });

  it('refuses a row without an id', () => {
    const change = add('coil', (row) => (row === 5 ? '' : `c${row}`));
    expect(() => read({ change }, target, 'coil')).toThrow(
      expect.objectContaining({ code: 'table.no-id', details: expect.objectContaining({ line: 7, column: 'coil' }) }),
    );
  });

  it('refuses a file that is not there, or not UTF-8', () => {
    const dir = folder();
    const file = join(dir, 'gbk.csv');
    writeFileSync(file, Uint8Array.of(0xb3, 0xa4, 0x2c, 0x61, 0x0a, 0x31, 0x2c, 0x32));
    expect(() => readOwnTable({ file, classes: target, id: null })).toThrow(
      expect.objectContaining({ code: 'table.encoding' }),
    );
    for (const other of [dir, join(dir, 'none.csv')]) {
      expect(() => readOwnTable({ file: other, classes: target, id: null })).toThrow(
        expect.objectContaining({ code: 'table.unreadable' }),
      );
    }
  });

  it('says everything in both languages', () => {
    const own = read({
      change: add('shift', (row) => ['A', 'B', ''][row % 3] as string),
      text: (csv) => `\uFEFF${csv}\n`,
    });
    for (const { text } of own.treatments) {
      expect(text.en).not.toBe('');
      expect(text['zh-CN']).toMatch(/[\u4e00-\u9fff]/);
    }
  });
});
