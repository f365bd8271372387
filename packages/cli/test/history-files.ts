/** Tables of surface features for the tests of the backtest: a cloud for each class, in the order of time. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClassName, classNames, featureNames } from '@andon/vertical-quality-inspection';
import { onTestFinished } from 'vitest';

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
/** 2025-03-03 06:00 UTC. */
export const startMs = Date.UTC(2025, 2, 3, 6);

export type Cells = Record<string, string>;

export interface HistoryFileOptions {
  readonly rows?: number;
  /** Changes the cells of a row, by column. */
  readonly change?: (cells: Cells, row: number) => Cells;
  /** Changes the whole text. */
  readonly text?: (csv: string) => string;
}

export const columns = {
  agent: 'quality-inspection',
  time: 'seen',
  label: 'class',
  labelTime: 'known',
  human: 'people',
  id: 'coil',
} as const;

export function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'andon-backtest-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  return dir;
}

/** A row each three minutes, its label an hour later; people are right but for every seventh row. @returns the file */
export function historyFile({ rows = 120, change = (cells) => cells, text = (csv) => csv }: HistoryFileOptions = {}) {
  const file = join(folder(), 'coils.csv');
  const all = Array.from({ length: rows }, (_, row) => change(cellsOf(row), row));
  const header = Object.keys(all[0] ?? cellsOf(0));
  const lines = all.map((cells) => header.map((name) => cells[name] ?? '').join(','));
  writeFileSync(file, text(`${[header.join(','), ...lines].join('\n')}\n`));
  return file;
}

export function cellsOf(row: number): Cells {
  const seenMs = startMs + row * 3 * minuteMs;
  const label = classOf(row);
  const features = featuresOf(label, row).map((value, at) => [featureNames[at] as string, String(value)]);
  return {
    coil: `C${row}`,
    seen: new Date(seenMs).toISOString(),
    known: new Date(seenMs + hourMs).toISOString(),
    ...Object.fromEntries(features),
    class: label,
    people: row % 7 === 6 ? 'release' : label,
  };
}

export function classOf(row: number): ClassName {
  return classNames[(row * 5) % classNames.length] as ClassName;
}

/** Near the middle of its class; the same for the same row. */
export function featuresOf(label: ClassName, row: number): number[] {
  const place = classNames.indexOf(label);
  return featureNames.map(
    (_, at) => (at % classNames.length === place ? 4 : 0) + (((row + 1) * (at + 7) * 37) % 101) / 101,
  );
}
