/**
 * Everything that is done to a table before anything is learned from it. Nothing is done without one of these: a user
 * who does not agree can correct the table.
 */

import type { LocalText } from '@andon/sdk';

export interface Treatment {
  readonly kind: string;
  /** The column it was done to; absent where it concerns the file or its rows. */
  readonly column?: string;
  /** Rows, cells, lines or values, as the text says. */
  readonly count?: number;
  readonly text: LocalText;
}

const done = (kind: string, en: string, zh: string, more: { column?: string; count?: number } = {}): Treatment => ({
  kind,
  ...more,
  text: { en, 'zh-CN': zh },
});

export const treatment = {
  byteOrderMark: () => done('byte-order-mark', 'The byte-order mark was skipped.', '已跳过字节顺序标记。'),
  lineEnds: () => done('line-ends', 'Lines end in CRLF or CR; read as line ends.', '行尾为 CRLF 或 CR，按换行读取。'),
  delimiter: (name: 'semicolon' | 'tab') =>
    done('delimiter', `Cells are separated by ${name}s.`, `单元格以${name === 'tab' ? '制表符' : '分号'}分隔。`),
  strayQuotes: (count: number, line: number) =>
    done(
      'stray-quotes',
      `Lines read without quotation marks that enclose no cell: ${count}, the first at line ${line}.`,
      `${count} 行（首见于第 ${line} 行）的引号并未括住单元格，已去掉引号读取。`,
      { count },
    ),
  blankLines: (count: number) =>
    done('blank-lines', `Empty lines skipped: ${count}.`, `已跳过 ${count} 个空行。`, { count }),
  trimmed: (count: number) =>
    done(
      'trimmed',
      `Cells with spaces around them, which were cut off: ${count}.`,
      `已去掉 ${count} 个单元格首尾的空格。`,
      { count },
    ),
  unnamed: (number: number) =>
    done(
      'unnamed-column',
      `Column ${number} has no name and was left out: a number of rows would be learned by heart.`,
      `第 ${number} 列没有列名，未使用：行号会被死记。`,
      { column: String(number) },
    ),
  empty: (column: string) =>
    done('empty-column', `"${column}" is empty in every row and was left out.`, `“${column}”列全为空，未使用。`, {
      column,
    }),
  constant: (column: string, value: string) =>
    done(
      'constant-column',
      `"${column}" is ${value} in every row and was left out.`,
      `“${column}”列在所有行均为 ${value}，未使用。`,
      { column },
    ),
  missing: (column: string, count: number) =>
    done(
      'missing-numbers',
      `"${column}" is empty or NaN in ${count} of the rows; the median of those learned from takes its place.`,
      `“${column}”列有 ${count} 行为空或 NaN，以训练行的中位数代替。`,
      { column, count },
    ),
  missingText: (column: string, count: number) =>
    done(
      'missing-texts',
      `"${column}" is empty in ${count} of the rows: there it has none of its values.`,
      `“${column}”列有 ${count} 行为空，视为不取任何值。`,
      { column, count },
    ),
  category: (column: string, values: readonly string[]) =>
    done(
      'category',
      `"${column}" holds texts; each of its ${values.length} values became a feature that is 0 or 1.`,
      `“${column}”列为文字，其 ${values.length} 个取值各成为一个 0/1 特征。`,
      { column, count: values.length },
    ),
  manyValues: (column: string, count: number, most: number) =>
    done(
      'too-many-values',
      `"${column}" has ${count} different texts, more than ${most}, and was left out.`,
      `“${column}”列有 ${count} 种不同文字，超过 ${most} 种，未使用。`,
      { column, count },
    ),
  rounded: (column: string, count: number) =>
    done(
      'rounded',
      `"${column}" holds whole numbers of more than seven digits, ${count} of which were rounded to 32-bit floats.`,
      `“${column}”列有 ${count} 个超过七位的整数，已舍入为 32 位浮点数。`,
      { column, count },
    ),
  unlabelled: (count: number) =>
    done('unlabelled', `Rows left out for having no class: ${count}.`, `${count} 行没有类别，未使用。`, { count }),
  repeatedIds: (column: string, rows: number, ids: number) =>
    done(
      'repeated-ids',
      `"${column}" repeats: ${rows} rows of ${ids} ids. Rows of one id are never split between learning and testing.`,
      `“${column}”列有重复：${rows} 行共 ${ids} 个编号。同一编号的行不会拆分到训练与检验两边。`,
      { column, count: ids },
    ),
  mixedIds: (column: string, count: number) =>
    done(
      'ids-of-several-classes',
      `Ids of "${column}" that have rows of several classes, with different measurements: ${count}.`,
      `“${column}”列有 ${count} 个编号包含多个类别的行，其测量值不同。`,
      { column, count },
    ),
  identical: (count: number) =>
    done(
      'identical-rows',
      `Rows with the same measurements as an earlier one: ${count}. Such rows are never split between learning and testing.`,
      `${count} 行的测量值与之前的行相同；这些行不会拆分到训练与检验两边。`,
      { count },
    ),
  coarse: (rows: number, different: number) =>
    done(
      'coarse-measurements',
      `${rows} rows have ${different} different measurements; each row was taken to stand for itself. Where some belong together, name them with --id, or the figures flatter.`,
      `${rows} 行只有 ${different} 组不同的测量值，每行视为独立。若其中有相属的行，请用 --id 指明，否则结果偏乐观。`,
      { count: different },
    ),
  oneOfGroup: (rows: number, judged: number) =>
    done(
      'one-row-of-each',
      `Of ${rows} rows held out for the certificate, one of each that belong together was judged: ${judged}.`,
      `为认证留出的 ${rows} 行中，相属的行只各评判一行，共 ${judged} 行。`,
      { count: judged },
    ),
} as const;
