import { describe, expect, it } from 'vitest';
import { cloudSchema, clouds } from '../test/clouds.ts';
import { labelledRegions, regionOf } from '../test/coils.ts';
import { inspectionModelJson, loadInspectionModel, trainInspectionModel } from './inspection-model.ts';
import { judgeSurface } from './judge-surface.ts';
import { artefactJson, trainArtefact } from './model/index.ts';

const rows = labelledRegions(140);
const options = { seed: 1, source: 'test' };
const json = inspectionModelJson(rows, options);

describe('an inspection model', () => {
  it('is the same file, byte for byte, for the same rows and seed', () => {
    expect(inspectionModelJson(rows, options)).toBe(json);
  });

  it('is the same model from the file as from training', () => {
    const { value, digest } = trainInspectionModel(rows, options);
    expect(loadInspectionModel(json).digest).toBe(digest);
    expect(digest).toBe(value.checksum);
    expect(value).toMatchObject({ name: 'surface-defects', version: '1.0.0', estimate: null });
  });

  it('refuses a model of other features or classes', () => {
    const other = trainArtefact(clouds(60), {
      ...options,
      name: 'clouds',
      version: '1.0.0',
      schema: cloudSchema,
      extraTrees: { trees: 5 },
      boosting: null,
      estimateFolds: null,
    });
    expect(() => loadInspectionModel(artefactJson(other))).toThrow(/not those of the surface inspection/);
  });

  it('says nothing of a region that is not 27 finite numbers', () => {
    const { value } = loadInspectionModel(json);
    expect(judgeSurface(value, regionOf('k-scratch'))?.ranked[0]?.class).toBe('k-scratch');
    expect(judgeSurface(value, [1, 2, 3])).toBeNull();
    expect(judgeSurface(value, regionOf('k-scratch').with(3, 1e300))).toBeNull();
    expect(judgeSurface(value, regionOf('k-scratch').with(3, Number.NaN))).toBeNull();
  });
});
