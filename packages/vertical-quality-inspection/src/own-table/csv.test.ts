import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCsv } from './csv.ts';

const cellsOf = (text: string): (readonly string[])[] => parseCsv(text, 't.csv').records.map(({ cells }) => cells);

/** As RFC 4180 writes a cell. */
const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
const written = (cell: string): string => (/[",;\t\r\n]|^$/.test(cell) ? quoted(cell) : cell);

describe('parseCsv', () => {
  it.each(['\n', '\r\n', '\r'])('reads lines that end in %j, with or without the last end', (end) => {
    for (const last of ['', end]) {
      const csv = parseCsv(`a,b${end}1,2${end}3,4${last}`, 't.csv');
      expect(csv).toMatchObject({ header: ['a', 'b'], delimiter: ',', blankLines: 0, strayQuotes: [] });
      expect(csv.records).toEqual([
        { line: 2, cells: ['1', '2'] },
        { line: 3, cells: ['3', '4'] },
      ]);
    }
  });

  it.each([';', '\t'] as const)('is told by the header that cells are separated by %j', (delimiter) => {
    const csv = parseCsv(`a${delimiter}b\n1,5${delimiter}2\n`, 't.csv');
    expect(csv.delimiter).toBe(delimiter);
    expect(csv.records[0]?.cells).toEqual(['1,5', '2']);
  });

  it('gives back every cell that was written as the RFC says, on its line', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '1', '"', ',', '\n', '\r\n', ' ', '锈') });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, cell, cell), { minLength: 1 }),
        fc.constantFrom('\n', '\r\n'),
        (rows, end) => {
          const lines = [['a', 'b', 'c'], ...rows].map((cells) => cells.map(written).join(','));
          const csv = parseCsv(lines.join(end) + end, 't.csv');
          expect(csv.records.map(({ cells }) => cells)).toEqual(rows);
          expect(csv.strayQuotes).toEqual([]);
          const starts = lines.map(
            (_, row) =>
              lines
                .slice(0, row)
                .join('\n')
                .split(/\r\n|\r|\n/).length + (row > 0 ? 1 : 0),
          );
          expect(csv.records.map(({ line }) => line)).toEqual(starts.slice(1));
        },
      ),
    );
  });

  it('never ends otherwise than with a table or an error of the catalogue, whatever the text', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ';', ' ') });
    fc.assert(
      fc.property(text, (any) => {
        try {
          const csv = parseCsv(any, 't.csv');
          for (const { cells } of csv.records) expect(cells).toHaveLength(csv.header.length);
        } catch (error) {
          expect(error).toMatchObject({ name: 'AndonError' });
        }
      }),
    );
  });

  it.each([
    ['around every line', '"a,b"\n"1,2"\n"3,4"\n', [1, 2, 3]],
    ['before one line', 'a,b\n"1,2\n3,4\n', [2]],
    ['behind one line', 'a,b\n1,2"\n3,4\n', [2]],
    ['before two lines', 'a,b\n"1,2\n"3,4\n', [2, 3]],
    ['within a cell', 'a,b\n1,2\n3",4\n', [3]],
  ])('reads a line without marks that stand %s, and says so', (_, text, lines) => {
    const csv = parseCsv(text, 't.csv');
    expect(csv.records.map(({ cells }) => cells)).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
    expect(csv.strayQuotes).toEqual(lines);
  });

  it.each([
    ['a mark that makes the line ambiguous', 'a,b\n"x,y"z,1\n', 'table.quotes', { line: 2, column: 1 }],
    ['a cell too many', 'a,b\n1,2\n1,2,3\n', 'table.cells', { line: 3, found: 3, expected: 2 }],
    ['a cell too few', 'a,b\n1\n', 'table.cells', { line: 2, found: 1, expected: 2 }],
    ['a header alone', 'a,b\n', 'table.no-rows', {}],
    ['nothing', '', 'table.no-rows', {}],
  ])('refuses %s', (_, text, code, details) => {
    expect(() => cellsOf(text)).toThrow(expect.objectContaining({ code, details: { file: 't.csv', ...details } }));
  });

  it('counts empty lines', () => {
    expect(parseCsv('a,b\n\n1,2\n\n\n', 't.csv')).toMatchObject({ blankLines: 3, records: [{ line: 3 }] });
  });
});
