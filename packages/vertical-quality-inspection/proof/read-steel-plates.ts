/** Reads the UCI table "Steel Plates Faults" where it lies; it is never copied into the repository. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AndonError } from '@andon/sdk';
import { classNames, featureNames } from '../src/model/feature-names.ts';
import type { LabelledRow } from '../src/model/table.ts';

/** `ANDON_DATA`, else the folder `shared/data` beside the repository. */
export const defaultDataFolder = process.env.ANDON_DATA ?? join(import.meta.dirname, '../../../../shared/data');

export const steelPlatesFile = (dataFolder: string): string =>
  join(dataFolder, 'steel-plates/SteelPlatesFaults_Clean.csv');

export const hasSteelPlates = (dataFolder: string): boolean => existsSync(steelPlatesFile(dataFolder));

/** @throws AndonError('data.unreadable' | 'data.invalid') when the file is not there or not the expected table */
export function readSteelPlates(dataFolder: string): LabelledRow[] {
  const path = steelPlatesFile(dataFolder);
  const [header = '', ...lines] = textOf(path).trim().split(/\r?\n/);
  const names = header.split(',');
  const wrong = featureNames.findIndex((name, index) => names[index] !== name);
  if (wrong >= 0) {
    const problem = `the column is "${names[wrong] ?? ''}" instead of "${featureNames[wrong]}"`;
    throw new AndonError('data.invalid', { path, line: 1, column: wrong + 1, problem });
  }
  return lines.map((line, index) => {
    const values = line.split(',').map(Number);
    const label = classNames[values.indexOf(1, featureNames.length) - featureNames.length];
    if (label === undefined) {
      const at = { path, line: index + 2, column: featureNames.length + 1 };
      throw new AndonError('data.invalid', { ...at, problem: 'none of the seven class columns is 1' });
    }
    return { features: values.slice(0, featureNames.length), label };
  });
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new AndonError(
      'data.unreadable',
      { path, problem: (cause as NodeJS.ErrnoException).code ?? 'unknown' },
      { cause },
    );
  }
}
