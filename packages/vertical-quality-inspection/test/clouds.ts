/** Synthetic rows for the tests of the model: three overlapping clouds in four features. */

import { seededRandom } from '../src/model/random.ts';
import type { LabelledRow, Schema } from '../src/model/table.ts';

export const cloudSchema: Schema = {
  featureNames: ['width', 'depth', 'steel', 'noise'],
  classes: ['dent', 'scratch', 'stain'],
};

const centres = [
  [0, 0],
  [3, 0],
  [0, 3],
] as const;

/** `count` rows, classes in turn; with `groupSize` as many neighbouring rows are of one coil. */
export function clouds(
  count: number,
  options: { readonly seed?: number; readonly groupSize?: number } = {},
): LabelledRow[] {
  const random = seededRandom(options.seed ?? 1, 99);
  const bell = (): number =>
    Array.from({ length: 6 }, () => random.next()).reduce((sum, value) => sum + value, -3) * 1.4;
  return Array.from({ length: count }, (_, index) => {
    const kind = index % 3;
    const [x, y] = centres[kind as 0 | 1 | 2];
    const row = {
      features: [x + bell(), y + bell(), random.below(2), bell()],
      label: cloudSchema.classes[kind] as string,
    };
    return options.groupSize === undefined ? row : { ...row, group: `coil ${Math.floor(index / options.groupSize)}` };
  });
}
