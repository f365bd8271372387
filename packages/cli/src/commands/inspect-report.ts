/** What `andon inspect train` tells a person: how good, how far alone, what was mistaken for what, what was done. */

import type { Locale } from '@andon/core';
import { cell, clip, widthOf } from '../view/width.ts';
import type { InspectTrainJson } from './inspect.ts';

type Certified = InspectTrainJson['certified'];

const widestName = 16;

/** Lines without an end. */
export function inspectReport(
  result: InspectTrainJson,
  { table, locale }: { readonly table: string; readonly locale: Locale },
): string[] {
  const { accuracy, accuracyInterval, macroF1, confusion, certified, rows, features, treatments } = result;
  const [low, high] = accuracyInterval.map((share) => percent(share));
  const en = locale === 'en';
  const head = en
    ? [
        `${table}: ${rows} rows, ${features} features, ${confusion.classes.length} classes, seed ${result.seed}`,
        `Right on rows not learned from: ${percent(accuracy)} (${low} to ${high}), macro-F1 ${macroF1.toFixed(3)}`,
        '  ten-fold cross-validation; the interval holds with 95 % for independent rows',
      ]
    : [
        `${table}：${rows} 行，${features} 个特征，${confusion.classes.length} 个类别，种子 ${result.seed}`,
        `未参与训练的行判对：${percent(accuracy)}（${low} 至 ${high}），宏平均 F1 ${macroF1.toFixed(3)}`,
        '  十折交叉验证；区间对独立的行以 95 % 置信度成立',
      ];
  return [
    ...head,
    ...aloneLines(certified, en),
    en ? 'True class by row, called class by column:' : '混淆矩阵（行为真实类别，列为判定类别）：',
    ...confusionLines(confusion),
    ...treatmentLines(
      treatments.map(({ text }) => text[locale]),
      en,
    ),
    en
      ? `Model: ${result.model} (${seconds(result)} s). It learned from seven tenths of the rows.`
      : `模型：${result.model}（${seconds(result)} 秒）。以十分之七的行训练。`,
  ];
}

function aloneLines(
  { error, confidence, share, judged, needed, decided, wrong, bound, threshold }: Certified,
  en: boolean,
): string[] {
  const wanted = percent(error, 2);
  const sure = percent(confidence, 0);
  if (threshold === null || bound === null) {
    const why = judgedEnough(judged, needed, en);
    return en
      ? [`Could decide alone at ${wanted} error: nothing; it cannot be certified. ${why}`]
      : [`在 ${wanted} 错误率下可单独判定：无，无法认证。${why}`];
  }
  return en
    ? [
        `Could decide alone at ${wanted} error: ${percent(share)} of the rows, with ${sure} confidence`,
        `  ${judged} rows held out and judged (at least ${needed} needed); ${decided} decided alone, ${wrong} of them wrong, at most ${percent(bound, 2)} by Clopper–Pearson`,
        `  alone from a probability of ${threshold.toFixed(3)}, and never on measurements unlike those learned from`,
      ]
    : [
        `在 ${wanted} 错误率下可单独判定：${percent(share)} 的行，置信度 ${sure}`,
        `  留出并评判 ${judged} 行（至少需要 ${needed} 行）；单独判定 ${decided} 行，其中错 ${wrong} 行，Clopper–Pearson 上界 ${percent(bound, 2)}`,
        `  概率达到 ${threshold.toFixed(3)} 方可单独判定；与训练数据不相似的测量值从不单独判定`,
      ];
}

function judgedEnough(judged: number, needed: number, en: boolean): string {
  if (judged < needed) {
    return en
      ? `${judged} rows were held out and judged, and it takes at least ${needed}, none of them wrong.`
      : `留出并评判了 ${judged} 行，至少需要 ${needed} 行且全部正确。`;
  }
  return en
    ? `Of the ${judged} rows held out and judged, too many were wrong even where it was surest.`
    : `在留出并评判的 ${judged} 行中，即使最有把握的部分错误也过多。`;
}

function confusionLines({ classes, counts }: InspectTrainJson['confusion']): string[] {
  const names = classes.map((name) => clip(name, widestName));
  const first = Math.max(...names.map(widthOf)) + 2;
  const widths = names.map(
    (name, called) => Math.max(widthOf(name), ...counts.map((row) => String(row[called]).length)) + 2,
  );
  const right = (text: string, width: number) => ' '.repeat(Math.max(0, width - widthOf(text))) + text;
  return [
    `  ${cell('', first)}${names.map((name, at) => right(name, widths[at] ?? 0)).join('')}`,
    ...counts.map(
      (row, at) =>
        `  ${cell(names[at] ?? '', first)}${row.map((count, to) => right(String(count), widths[to] ?? 0)).join('')}`,
    ),
  ];
}

function treatmentLines(texts: readonly string[], en: boolean): string[] {
  if (texts.length === 0)
    return [en ? 'Done to the table: nothing; it was read as it is.' : '对表格的处理：无，按原样读取。'];
  return [en ? 'Done to the table:' : '对表格的处理：', ...texts.map((text) => `  - ${text}`)];
}

function percent(share: number, digits = 1): string {
  return `${Number((100 * share).toFixed(digits))} %`;
}

function seconds(result: InspectTrainJson): string {
  return result.seconds.toFixed(1);
}
