/**
 * A trained model in a folder of its own: written whole or not at all, and read back with every check of a model file.
 */

import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AndonError } from '@andon/sdk';
import type { LoadedInspectionModel } from '../inspection-model.ts';
import { loadArtefact } from '../model/artefact.ts';
import { type ClassName, classNames, featureNames } from '../model/feature-names.ts';
import type { TabularModel } from '../model/model.ts';

export const modelFile = 'model.json';

/** Makes the folder where there is none. @returns the path of the file */
export function writeModelDir(dir: string, model: string): string {
  const path = join(dir, modelFile);
  const half = `${path}.part`;
  try {
    mkdirSync(dir, { recursive: true });
    writeFileSync(half, model);
    renameSync(half, path);
  } catch (cause) {
    throw new AndonError('config.invalid', { path: dir, problem: reasonOf(cause) }, { cause });
  }
  return path;
}

/**
 * Whatever table it was trained on.
 *
 * @throws AndonError('model.unreadable') when there is none, or AndonError('config.invalid') when it was cut off or altered
 */
export function readModelDir(dir: string): TabularModel {
  let json: string;
  try {
    json = readFileSync(join(dir, modelFile), 'utf8');
  } catch (cause) {
    throw new AndonError('model.unreadable', { dir, problem: reasonOf(cause) }, { cause });
  }
  return loadArtefact(json);
}

/**
 * A model for the surface inspection: with its features, in its order, and its classes, also as the columns of the
 * UCI table call them (`Pastry_Fault`).
 *
 * @throws AndonError('model.other-schema') saying what it lacks and what it has besides; and as `readModelDir`
 */
export function loadModelDir(dir: string): LoadedInspectionModel {
  const model = readModelDir(dir);
  const classes = model.classes.map(surfaceClassOf);
  const found = [...model.featureNames, ...classes];
  const wanted: readonly string[] = [...featureNames, ...classNames];
  const missing = wanted.filter((name) => !found.includes(name));
  const extra = found.filter((name) => !wanted.includes(name));
  const file = model.ownTable?.file ?? model.name;
  const names = (some: readonly string[]) => (some.length === 0 ? '—' : some.join(', '));
  if (missing.length > 0 || extra.length > 0) {
    throw new AndonError('model.other-schema', { dir, file, missing: names(missing), extra: names(extra) });
  }
  const moved = featureNames.findIndex((name, at) => model.featureNames[at] !== name);
  if (moved >= 0) {
    const at = model.featureNames[moved];
    throw new AndonError('model.other-order', {
      dir,
      file,
      found: at,
      expected: featureNames[moved],
      place: moved + 1,
    });
  }
  return { value: { ...model, classes }, digest: model.checksum };
}

const surfaceNames: ReadonlyMap<string, ClassName> = new Map([
  ['Pastry_Fault', 'pastry'],
  ['Pastry', 'pastry'],
  ['Z_Scratch_Fault', 'z-scratch'],
  ['Z_Scratch', 'z-scratch'],
  // Spelt so in the table.
  ['K_Scatch_Fault', 'k-scratch'],
  ['K_Scatch', 'k-scratch'],
  ['Stains_Fault', 'stains'],
  ['Stains', 'stains'],
  ['Dirtiness_Fault', 'dirtiness'],
  ['Dirtiness', 'dirtiness'],
  ['Bumps_Fault', 'bumps'],
  ['Bumps', 'bumps'],
  ['Other_Faults', 'other'],
]);

/** As it is where the surface inspection has no such class. */
export function surfaceClassOf(name: string): string {
  return surfaceNames.get(name) ?? name;
}

function reasonOf(cause: unknown): string {
  return (cause as NodeJS.ErrnoException).code ?? String(cause);
}
