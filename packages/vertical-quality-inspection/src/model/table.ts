/**
 * Training data as the learners want it: one typed array, column by column, labels as small numbers.
 * Values are kept as 32-bit floats: exact for integers up to 16 777 216, about seven digits otherwise. Predictions
 * round their input the same way, so a row always falls on the side of a cut on which it was trained.
 */

import { createHash } from 'node:crypto';
import { refuse } from './refuse.ts';

export interface LabelledRow {
  /** One finite number a feature, in the order of `Schema.featureNames`. */
  readonly features: readonly number[];
  /** One of `Schema.classes`. */
  readonly label: string;
  /**
   * What rows have in common that must not be split between training and testing: a coil, a tile, a shift. Without
   * it every row stands for itself, and near-duplicates make an estimate too good.
   */
  readonly group?: string;
}

export interface Schema {
  readonly featureNames: readonly string[];
  readonly classes: readonly string[];
}

export interface Table extends Schema {
  readonly rows: number;
  /** Feature f of row r stands at `f * rows + r`. */
  readonly columns: Float32Array;
  /** Index into `classes`, one a row. */
  readonly labels: Uint8Array;
  /** Number of the group of each row; equal numbers belong together. */
  readonly groups: Uint32Array;
  readonly grouped: boolean;
}

/** Limits of the compact layout: labels are bytes, feature numbers 16 bits with one value kept for "leaf". */
const maxClasses = 255;
const maxFeatures = 65534;

/** @throws AndonError('config.invalid') naming the first row or feature that does not fit */
export function tableOf(rows: readonly LabelledRow[], schema: Schema): Table {
  const { featureNames, classes } = schema;
  if (rows.length === 0) refuse('training data', 'there is no row');
  if (featureNames.length < 1 || featureNames.length > maxFeatures) {
    refuse('training data', `${featureNames.length} features; 1 to ${maxFeatures} are possible`);
  }
  if (classes.length < 2 || classes.length > maxClasses) {
    refuse('training data', `${classes.length} classes; 2 to ${maxClasses} are possible`);
  }
  const columns = new Float32Array(rows.length * featureNames.length);
  const labels = new Uint8Array(rows.length);
  const groups = new Uint32Array(rows.length);
  const groupNumbers = new Map<string, number>();
  const classNumbers = new Map(classes.map((name, index) => [name, index]));

  for (const [index, row] of rows.entries()) {
    const values = checkedFeatures(row.features, featureNames, `training row ${index}`);
    for (let feature = 0; feature < values.length; feature += 1) {
      columns[feature * rows.length + index] = values[feature] as number;
    }
    const label = classNumbers.get(row.label);
    if (label === undefined)
      refuse(`training row ${index}`, `its label "${row.label}" is not one of ${classes.join(', ')}`);
    labels[index] = label;
    const group = row.group ?? `row ${index}`;
    if (!groupNumbers.has(group)) groupNumbers.set(group, groupNumbers.size);
    groups[index] = groupNumbers.get(group) as number;
  }
  return {
    featureNames,
    classes,
    rows: rows.length,
    columns,
    labels,
    groups,
    grouped: rows.some((row) => row.group !== undefined),
  };
}

/** The same table with only the given rows, in the given order. */
export function selectRows(table: Table, picked: Uint32Array): Table {
  const features = table.featureNames.length;
  const columns = new Float32Array(picked.length * features);
  for (let feature = 0; feature < features; feature += 1) {
    const from = feature * table.rows;
    const to = feature * picked.length;
    for (let row = 0; row < picked.length; row += 1) {
      columns[to + row] = table.columns[from + (picked[row] as number)] as number;
    }
  }
  return {
    ...table,
    rows: picked.length,
    columns,
    labels: Uint8Array.from(picked, (row) => table.labels[row] as number),
    groups: Uint32Array.from(picked, (row) => table.groups[row] as number),
  };
}

export function rowOf(table: Table, row: number): Float32Array {
  return Float32Array.from(table.featureNames, (_, feature) => table.columns[feature * table.rows + row] as number);
}

export function classCounts(table: Table): Uint32Array {
  const counts = new Uint32Array(table.classes.length);
  for (const label of table.labels) counts[label] = (counts[label] as number) + 1;
  return counts;
}

/**
 * What a model was trained on, as one number: names, values, labels and groups in their order.
 * It says that two models saw the same rows; it does not say where the rows came from.
 */
export function tableDigest(table: Table): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify({ featureNames: table.featureNames, classes: table.classes, rows: table.rows }));
  const view = new DataView(new ArrayBuffer(4));
  const bytes = Buffer.alloc((table.columns.length + table.groups.length) * 4);
  let at = 0;
  for (const value of table.columns) {
    view.setFloat32(0, value, true);
    bytes.writeUInt32LE(view.getUint32(0, true), at);
    at += 4;
  }
  for (const group of table.groups) {
    bytes.writeUInt32LE(group, at);
    at += 4;
  }
  return hash.update(bytes).update(table.labels).digest('hex');
}

/**
 * A feature vector rounded as the learners store it.
 *
 * @param where  how to call the vector in an error: `training row 17`, `the sample`
 * @throws AndonError('config.invalid') when a value is missing, not a number or beyond 32-bit floats
 */
export function checkedFeatures(
  features: ArrayLike<number>,
  featureNames: readonly string[],
  where: string,
): Float32Array {
  if (features.length !== featureNames.length) {
    refuse(where, `it has ${features.length} features instead of ${featureNames.length}`);
  }
  const values = new Float32Array(featureNames.length);
  for (let feature = 0; feature < values.length; feature += 1) {
    const value = features[feature] as number;
    values[feature] = value;
    if (!Number.isFinite(values[feature])) {
      refuse(`${where}, feature "${featureNames[feature]}"`, `${value} is not a finite 32-bit number`);
    }
  }
  return values;
}
