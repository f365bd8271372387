import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runFlatOut } from './flat-out.ts';
import { tags } from './names.ts';
import type { InspectionResult } from './payloads.ts';
import { defectClasses, featureNames } from './payloads.ts';
import { loadSteelPlates, parseSteelPlates, steelPlatesFile } from './steel-plates.ts';
import { syntheticRows } from './synthetic.ts';

const header = `${featureNames.join(',')},Pastry_Fault,Z_Scratch_Fault,K_Scatch_Fault,Stains_Fault,Dirtiness_Fault,Bumps_Fault,Other_Faults`;
const rows = syntheticRows({ seed: 1, count: 300 });
const lineOf = ({ features, label }: (typeof rows)[number]) =>
  [...features, ...defectClasses.map((name) => (name === label ? 1 : 0))].join(',');
const table = [header, ...rows.map(lineOf)].join('\n');

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'andon-data-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));
const write = (text: string) => writeFileSync(join(dir, steelPlatesFile), text);

describe('the Steel Plates table', () => {
  it('is cut into disjoint halves that hold every class alike', () => {
    write(table);
    const { train, serve } = loadSteelPlates(dir, 1);
    expect(train.length + serve.length).toBe(rows.length);
    const seen = new Set(train.map((row) => JSON.stringify(row)));
    expect(serve.some((row) => seen.has(JSON.stringify(row)))).toBe(false);
    for (const label of defectClasses) {
      const of = (half: typeof train) => half.filter((row) => row.label === label).length;
      expect(Math.abs(of(train) - of(serve))).toBeLessThanOrEqual(1);
    }
    expect(loadSteelPlates(dir, 1)).toEqual({ train, serve });
    expect(loadSteelPlates(dir, 2).train).not.toEqual(train);
    expect(loadSteelPlates(join(dir, steelPlatesFile), 1).train).toEqual(train);
  });

  it('tolerates a byte-order mark, CRLF and blank lines at the end', () => {
    expect(parseSteelPlates(`\uFEFF${table.replaceAll('\n', '\r\n')}\r\n\r\n`, 'x')).toEqual(rows);
  });

  it('serves the camera from its half alone', () => {
    write(table);
    const { serve } = loadSteelPlates(dir, 1);
    const served = new Set(serve.map(({ features }) => JSON.stringify(features)));
    let regions = 0;
    runFlatOut({
      seed: 1,
      scenario: 'baseline',
      slabs: 300,
      regions: serve,
      policy: ({ tag, value }) => {
        if (tag !== tags.inspectionResult) return;
        const { features } = value as InspectionResult;
        if (features === null) return;
        regions += 1;
        expect(served.has(JSON.stringify(features))).toBe(true);
      },
    });
    expect(regions).toBeGreaterThan(20);
  });

  const broken = (change: (lines: string[]) => void) => {
    const lines = table.split('\n');
    change(lines);
    return () => parseSteelPlates(lines.join('\n'), 'plates.csv');
  };
  const cells = (lines: string[], at: number, change: (cells: string[]) => void) => {
    const row = (lines[at] ?? '').split(',');
    change(row);
    lines[at] = row.join(',');
  };

  it.each([
    [
      'a cell that is no number',
      broken((l) => cells(l, 4, (row) => (row[5] = 'wide'))),
      /line 5, column X_Perimeter: "wide"/,
    ],
    ['an empty cell', broken((l) => cells(l, 1, (row) => (row[0] = ''))), /line 2, column X_Minimum/],
    ['a missing cell', broken((l) => cells(l, 2, (row) => row.pop())), /line 3, column 33: there are 33 cells/],
    [
      'two classes in a row',
      broken((l) => cells(l, 3, (row) => row.fill('1', 27))),
      /line 4, column Pastry_Fault.*has 7/,
    ],
    [
      'a class that is not 0 or 1',
      broken((l) => cells(l, 3, (row) => (row[28] = '2'))),
      /line 4, column Z_Scratch_Fault/,
    ],
    [
      'another header',
      broken((l) => cells(l, 0, (row) => (row[1] = 'Width'))),
      /line 1, column 2: the header must say X_Maximum/,
    ],
    ['no rows', broken((l) => l.splice(1)), /there are no rows/],
    ['nothing at all', () => parseSteelPlates('', 'plates.csv'), /line 1, column 1/],
  ])('refuses %s, and says where', (_, attempt, sentence) => {
    expect(attempt).toThrow(sentence);
    expect(attempt).toThrow(/plates\.csv is not valid/);
  });

  it('refuses a folder without it', () => {
    expect(() => loadSteelPlates(dir, 1)).toThrow(/cannot be read/);
  });

  const real = process.env.ANDON_DATA ?? join(import.meta.dirname, '../../../../shared/data');
  it.skipIf(!existsSync(join(real, 'steel-plates', steelPlatesFile)))('reads the real set where it lies', () => {
    const { train, serve } = loadSteelPlates(real, 1);
    expect(train.length + serve.length).toBe(1941);
    const counts = defectClasses.map((label) => [...train, ...serve].filter((row) => row.label === label).length);
    expect(counts).toEqual([158, 190, 391, 72, 55, 402, 673]);
  });
});
