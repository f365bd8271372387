/** What is done to a history before it is played, beside what is done to any table. Nothing is done without one of these. */

import type { Treatment } from '@andon/vertical-quality-inspection';

const done = (kind: string, en: string, zh: string, more: { column?: string; count?: number } = {}): Treatment => ({
  kind,
  ...more,
  text: { en, 'zh-CN': zh },
});

export const treatment = {
  localTimes: () =>
    done(
      'times-without-offset',
      'Times have no offset from UTC: they were read as they stand. Where clocks were changed, an hour is doubled or missing.',
      '时间没有时区偏移，按字面读取。若曾调整夏令时，会有一小时重复或缺失。',
    ),
  epoch: (style: 'seconds' | 'milliseconds') =>
    done(
      'times-since-1970',
      `Times are numbers: ${style} since 1970, UTC.`,
      `时间为数字：自 1970 年起的${style === 'seconds' ? '秒' : '毫秒'}数（UTC）。`,
    ),
  sorted: (count: number, line: number) =>
    done(
      'sorted',
      `Rows that stand after a later one: ${count}, the first at line ${line}. All were sorted by time; those of equal time keep their order.`,
      `${count} 行排在更晚的行之后（首见于第 ${line} 行）。全部按时间排序，时间相同者保持原序。`,
      { count },
    ),
  noId: () =>
    done(
      'no-id',
      'No id was named: every row is taken for a coil or part of its own.',
      '未指定编号列：每行视为独立的钢卷或零件。',
    ),
  gaps: (count: number, line: number, column: string) =>
    done(
      'gaps',
      `Rows with an empty cell that the agent reads: ${count}, the first at line ${line}, column ${column}. They were played with the gap.`,
      `${count} 行有智能体要读取的空单元格（首见于第 ${line} 行、${column} 列），按空缺回放。`,
      { count },
    ),
  unused: (columns: readonly string[]) =>
    done(
      'unused-columns',
      `Columns that the agent does not read: ${columns.join(', ')}.`,
      `智能体不读取的列：${columns.join('、')}。`,
      { count: columns.length },
    ),
  unlabelled: (count: number) =>
    done(
      'unlabelled',
      `Rows without a label: ${count}. They were played and never judged.`,
      `${count} 行没有标签，已回放但未评判。`,
      { count },
    ),
  labelTimeAlone: (count: number) =>
    done(
      'label-time-alone',
      `Rows that say when their label was known and have none: ${count}; the time was not used.`,
      `${count} 行有得知标签的时间却没有标签，该时间未使用。`,
      { count },
    ),
  labelAtOnce: (count: number) =>
    done(
      'label-at-once',
      `Labels known at the very instant of their row: ${count}. They were played one millisecond later: what is measured at the instant of a proposal cannot judge it.`,
      `${count} 个标签与其行同时得知，按晚一毫秒回放：与提议同一时刻的测量不能评判该提议。`,
      { count },
    ),
  noHuman: (count: number) =>
    done(
      'no-human-entry',
      `Rows that do not say what people did: ${count}. They are not compared with people.`,
      `${count} 行未说明人员的处置，不与人员比较。`,
      { count },
    ),
} as const;
