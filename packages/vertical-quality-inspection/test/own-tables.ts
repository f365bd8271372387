/** CSV files of overlapping clouds for the tests of a user's own table, in a folder of their own that ends with the test. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { clouds } from './clouds.ts';

export interface CsvOptions {
  readonly rows?: number;
  /** Changes the cells of a row; the header is row -1. */
  readonly change?: (cells: string[], row: number) => string[];
  /** Changes the whole text. */
  readonly text?: (csv: string) => string;
}

export function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'andon-own-table-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  return dir;
}

/** Columns width, depth, steel (0 or 1), noise and class (dent, scratch or stain). @returns the file */
export function csvFile({ rows = 120, change = (cells) => cells, text = (csv) => csv }: CsvOptions = {}): string {
  const file = join(folder(), 'parts.csv');
  const header = change(['width', 'depth', 'steel', 'noise', 'class'], -1);
  const lines = clouds(rows).map(({ features, label }, row) => change([...features.map(String), label], row).join(','));
  writeFileSync(file, text(`${[header.join(','), ...lines].join('\n')}\n`));
  return file;
}
