/**
 * Reads the UCI Steel Plates Faults table (27 features, 7 one-hot classes) where a folder with it is given, and cuts it
 * into two disjoint halves: one to train the agent's model with, one that the line's camera draws from.
 */

import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AndonError } from '@andon/core';
import type { DefectClass } from './payloads.ts';
import { defectClasses, featureNames } from './payloads.ts';
import { seededRandom, shuffled } from './random.ts';
import type { LabelledRegion } from './synthetic.ts';

export const steelPlatesFile = 'SteelPlatesFaults_Clean.csv';

/** The class columns as the file spells them, in the order of `defectClasses`. */
const classColumns = [
  'Pastry_Fault',
  'Z_Scratch_Fault',
  'K_Scatch_Fault',
  'Stains_Fault',
  'Dirtiness_Fault',
  'Bumps_Fault',
  'Other_Faults',
] as const;

const columns: readonly string[] = [...featureNames, ...classColumns];

export interface SteelPlates {
  readonly train: readonly LabelledRegion[];
  readonly serve: readonly LabelledRegion[];
}

/**
 * Seeded, stratified halves of the table.
 *
 * @param dir  the folder that holds the file, its parent (`<dir>/steel-plates/`), or the file itself
 * @throws AndonError('data.unreadable') | AndonError('data.invalid')
 */
export function loadSteelPlates(dir: string, seed: number): SteelPlates {
  const path = locate(dir);
  const rows = parseSteelPlates(read(path), path);
  const random = seededRandom(seed).fork('steel-plates-split');
  const train: LabelledRegion[] = [];
  const serve: LabelledRegion[] = [];
  for (const label of defectClasses) {
    const ofClass = shuffled(
      rows.filter((row) => row.label === label),
      random.fork(label),
    );
    if (ofClass.length < 2) {
      throw new AndonError('data.invalid', {
        path,
        line: rows.length + 1,
        column: classColumns[defectClasses.indexOf(label)],
        problem: `the class ${label} has ${ofClass.length} rows, and both halves need at least one`,
      });
    }
    const half = Math.ceil(ofClass.length / 2);
    train.push(...ofClass.slice(0, half));
    serve.push(...ofClass.slice(half));
  }
  return { train: shuffled(train, random.fork('train')), serve: shuffled(serve, random.fork('serve')) };
}

/**
 * The rows of the table, in file order. Tolerates a byte-order mark, CRLF and blank lines at the end, nothing else.
 *
 * @throws AndonError('data.invalid') naming line and column
 */
export function parseSteelPlates(text: string, path: string): readonly LabelledRegion[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  while (lines.length > 0 && lines[lines.length - 1]?.trim() === '') lines.pop();
  const fail = (line: number, column: string | number, problem: string): never => {
    throw new AndonError('data.invalid', { path, line, column, problem });
  };
  const header = (lines[0] ?? '').split(',').map((cell) => cell.trim());
  for (const [index, name] of columns.entries()) {
    if (header[index] !== name) fail(1, index + 1, `the header must say ${name}, it says "${header[index] ?? ''}"`);
  }
  if (header.length > columns.length)
    fail(1, columns.length + 1, `there are ${header.length} columns, not ${columns.length}`);
  if (lines.length < 2) fail(2, 1, 'there are no rows');

  return lines.slice(1).map((text, index) => {
    const line = index + 2;
    const cells = text.split(',');
    if (cells.length !== columns.length)
      fail(line, cells.length, `there are ${cells.length} cells, not ${columns.length}`);
    const numbers = cells.map((cell, column) => {
      const value = cell.trim() === '' ? Number.NaN : Number(cell);
      if (!Number.isFinite(value)) fail(line, columns[column] ?? column + 1, `"${cell}" is not a number`);
      return value;
    });
    return { features: numbers.slice(0, featureNames.length), label: labelOf(numbers, line, fail) };
  });
}

function labelOf(
  numbers: readonly number[],
  line: number,
  fail: (line: number, column: string, problem: string) => never,
): DefectClass {
  const bits = numbers.slice(featureNames.length);
  const wrong = bits.findIndex((bit) => bit !== 0 && bit !== 1);
  if (wrong >= 0) fail(line, classColumns[wrong] ?? '', `a class is 0 or 1, not ${bits[wrong]}`);
  const ones = bits.reduce((sum, bit) => sum + bit, 0);
  if (ones !== 1) fail(line, classColumns[0], `a row has exactly one class, this one has ${ones}`);
  return defectClasses[bits.indexOf(1)] as DefectClass;
}

function locate(dir: string): string {
  const candidates = [join(dir, steelPlatesFile), join(dir, 'steel-plates', steelPlatesFile), dir];
  const found = candidates.find((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true);
  return found ?? join(dir, steelPlatesFile);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new AndonError(
      'data.unreadable',
      { path, problem: error instanceof Error ? error.message : String(error) },
      { cause: error },
    );
  }
}
