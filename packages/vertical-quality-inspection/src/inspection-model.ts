/** The model that the vertical is commissioned with: from labelled regions to a file, and from the file to a model. */

import { AndonError } from '@andon/sdk';
import {
  artefactJson,
  classNames,
  type LabelledRow,
  loadArtefact,
  steelPlateSchema,
  type TabularModel,
  trainArtefact,
} from './model/index.ts';

/** Names the class of a surface defect, and says when a region is unlike all it knows. */
export type InspectionModel = TabularModel;

/** As `commission({ model })` wants it: the digest enters the agent's fingerprint. */
export interface LoadedInspectionModel {
  readonly value: InspectionModel;
  readonly digest: string;
}

export interface InspectionTraining {
  /** Any integer. The same rows and seed give the same file, byte for byte. */
  readonly seed: number;
  /** Where the rows are from, in words. */
  readonly source: string;
  /** Folds of the estimate of how good it is, 2 … 255; each trains once more. Default `null`: no estimate. */
  readonly estimateFolds?: number | null;
}

/** The file's version: raise it when the way of training changes. */
const modelVersion = '1.0.0';

/**
 * Trains a model and gives the text of its file.
 *
 * @param rows regions in the order of `featureNames`, each labelled with one of `classNames`; some hundreds
 * @throws AndonError('config.invalid') naming the row that does not fit
 */
export function inspectionModelJson(rows: readonly LabelledRow[], options: InspectionTraining): string {
  const { seed, source, estimateFolds = null } = options;
  const name = 'surface-defects';
  return artefactJson(
    trainArtefact(rows, { name, version: modelVersion, source, schema: steelPlateSchema, seed, estimateFolds }),
  );
}

/**
 * @param json text of `inspectionModelJson`
 * @throws AndonError('config.invalid') when it was cut off or altered, or names other features or classes
 */
export function loadInspectionModel(json: string): LoadedInspectionModel {
  const value = loadArtefact(json);
  const fits = same(value.classes, classNames) && same(value.featureNames, steelPlateSchema.featureNames);
  if (!fits) {
    const problem = 'its features or classes are not those of the surface inspection';
    throw new AndonError('config.invalid', { path: `model ${value.name}@${value.version}`, problem });
  }
  return { value, digest: value.checksum };
}

/** Trains and loads, for a demo or a test. About half a second for 1000 rows. */
export function trainInspectionModel(rows: readonly LabelledRow[], options: InspectionTraining): LoadedInspectionModel {
  return loadInspectionModel(inspectionModelJson(rows, options));
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, index) => name === other[index]);
}
