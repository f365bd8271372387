/**
 * Tables of surface features as a plant keeps them: one row a coil, the 27 measurements of its worst region, what it turned
 * out to be, and what people did. Such a table holds no look of an inspector and nothing of the furnace, so the
 * dispositions alone are replayed, as the camera alone would propose them.
 */

import {
  AndonError,
  type HistoryModel,
  history,
  type LabelledRecord,
  type RecordedRow,
  type Statement,
} from '@andon/sdk';
import { z } from 'zod';
import { type InspectionModel, trainInspectionModel } from './inspection-model.ts';
import { type FeatureName, featureNames, isReference, type LabelledRow } from './model/index.ts';
import { loadModelDir, surfaceClassOf } from './own-table/model-dir.ts';
import { dispositions, type Grade, grades, type Surface, surfaces, tags } from './payloads.ts';
import { fitting, usableAs } from './quality-rules.ts';
import { dispositionWords } from './words.ts';

/** Where a table names no grade: no other is held to more of the rules, since it alone bears neither scratch nor pastry. */
const assumedGrade: Grade = 'GCr15';

/** Fewer rows to learn from, and what is new to the model cannot be told from what is not. */
const fewestRows = 20;

const measured = Object.fromEntries(featureNames.map((name) => [name, z.number().nullable()])) as Record<
  FeatureName,
  z.ZodNullable<z.ZodNumber>
>;
const row = z.object({ ...measured, grade: z.enum(grades).optional() });
type Row = RecordedRow<z.infer<typeof row>>;

/** Also as the UCI table calls them. */
const surface = z.string().transform(surfaceClassOf).pipe(z.enum(surfaces));

/** A disposition, or a class: then the disposition that fits it. */
const entry = z
  .string()
  .transform(surfaceClassOf)
  .pipe(z.enum([...dispositions, ...surfaces]));

export const surfaceHistory = history<typeof row, InspectionModel>({
  row,
  label: surface,
  observed: (seen) => [
    { tag: tags.inspectionRemoteControl, value: true },
    {
      tag: tags.inspectionRecord,
      value: {
        from: 'history',
        coil: seen.material,
        grade: gradeOf(seen),
        features: featuresOf(seen),
        look: null,
      },
    },
  ],
  labelled: (seen, label) => {
    const found = label as Surface;
    return [
      { tag: tags.labResult, value: { coil: seen.material, class: found, usableAs: usableAs[found][gradeOf(seen)] } },
    ];
  },
  assumed,
  people: {
    entry,
    did: (seen, said) => ({
      action: 'dispose',
      params: { coil: seen.material, disposition: dispositionOf(seen, said) },
    }),
  },
  alternatives: {
    dispose: {
      names: dispositionWords,
      abstaining: ['hold'],
      nameOf: ({ disposition }) => String(disposition),
      params: ({ material: coil }, disposition) => ({ coil, disposition }),
    },
  },
  faults: {
    'lab-escape': { en: 'escapes: released, and not prime', 'zh-CN': '漏放：放行但非正品' },
    'lab-overkill': { en: 'overkill: prime, and neither released nor held', 'zh-CN': '误判：正品却未放行也未待判' },
    'lab-needless-hold': { en: 'needless holds: held, and prime', 'zh-CN': '多余待判：正品被待判' },
    'lab-other-way': { en: 'sent another way than it should have gone', 'zh-CN': '去向有误：应改作其他处置' },
  },
  models: {
    train,
    read: readModel,
    holds: (model, seen) => {
      const features = completeFeatures(seen);
      return features !== null && isReference(model.reference, Float32Array.from(features));
    },
  },
});

function gradeOf({ cells }: Row): Grade {
  return cells.grade ?? assumedGrade;
}

/** Gaps become NaN, which is no measurement: such a record is not complete. All gaps: the camera saw no region. */
function featuresOf({ cells }: Row): readonly number[] | null {
  const features = featureNames.map((name) => cells[name] ?? Number.NaN);
  return features.every(Number.isNaN) ? null : features;
}

function completeFeatures(seen: Row): readonly number[] | null {
  const features = featuresOf(seen);
  return features === null || features.some(Number.isNaN) ? null : features;
}

function dispositionOf(seen: Row, said: string) {
  const disposition = dispositions.find((name) => name === said);
  return disposition ?? fitting[usableAs[said as Surface][gradeOf(seen)]];
}

/** Rows without a region, with a gap in it, or that turned out clean name no class of defect. */
function train(
  records: readonly LabelledRecord<Row['cells']>[],
  options: { readonly seed: number; readonly source: string },
): HistoryModel<InspectionModel> {
  const rows = records.flatMap(({ row: seen, label }): LabelledRow[] => {
    const features = completeFeatures(seen);
    return features === null || label === 'none' ? [] : [{ features, label }];
  });
  const classes = new Set(rows.map(({ label }) => label)).size;
  if (rows.length < fewestRows || classes < 2) {
    throw new AndonError('history.untrainable', { rows: rows.length, classes, needed: fewestRows });
  }
  return { ...trainInspectionModel(rows, options), rows: rows.length, fileSha256: null };
}

function readModel(dir: string): HistoryModel<InspectionModel> {
  const { value, digest } = loadModelDir(dir);
  return { value, digest, rows: null, fileSha256: value.ownTable?.fileSha256 ?? null };
}

function assumed(columns: ReadonlySet<string>): readonly Statement[] {
  const always = [
    {
      code: 'look-absent',
      text: {
        en: 'The record holds no look of an inspector, so what is judged is what the agent proposes without one. On a line it weighs the look, and may propose otherwise.',
        'zh-CN':
          '记录中没有检验员目视结果，因此评判的是不含目视结果的提议。在产线上智能体会结合目视结果，提议可能不同。',
      },
    },
    {
      code: 'empty-is-no-region',
      text: {
        en: 'A row without any measurement is taken for a coil on which the camera saw no region; where measurements were merely lost, that is wrong. A row that lacks some of them is held.',
        'zh-CN':
          '没有任何测量值的行视为相机未发现区域的钢卷；若只是数据丢失，则此假定不成立。缺少部分测量值的行一律待判。',
      },
    },
    {
      code: 'remote-control-assumed',
      text: {
        en: 'That the inspection was under remote control at every row is assumed: where it was not, the gate would have refused.',
        'zh-CN': '假定每一行时检验设备均处于远程控制；若非如此，闸门会拒绝该提议。',
      },
    },
    {
      code: 'usable-by-own-table',
      text: {
        en: 'What a coil of a class is usable as is taken from the agent’s own table of rules (usableAs), for its proposals, for people’s classes and for the judgement alike. Whether that table is right for this works is not tested.',
        'zh-CN':
          '各类别钢卷可作何用取自智能体自带的规则表（usableAs），提议、人员判定的类别和评判均以此为准。该表是否适合本厂未经检验。',
      },
    },
    {
      code: 'in-time-assumed',
      text: {
        en: 'When people decided on each row is not in the record: that every proposal would have come in time is assumed.',
        'zh-CN': '记录中没有人员作出决定的时间：假定每个提议都来得及。',
      },
    },
  ];
  if (columns.has('grade')) return always;
  return [
    ...always,
    {
      code: 'grade-assumed',
      text: {
        en: `The record names no grade, so the rules for ${assumedGrade} are used for every row. Add a column "grade" (${grades.join(', ')}) where it is known.`,
        'zh-CN': `记录中没有钢种，各行均按 ${assumedGrade} 的规则处理。若已知，请增加 grade 列（${grades.join('、')}）。`,
      },
    },
  ];
}
