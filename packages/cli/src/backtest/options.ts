/** What was asked of a backtest, checked before a file is read. */

import { AndonError } from '@andon/core';

/** As commander hands them over: text, or absent. */
export interface BacktestFlags {
  readonly agent: string;
  readonly history: string;
  readonly time: string;
  readonly label: string;
  readonly labelTime?: string;
  readonly human?: string;
  readonly id?: string;
  readonly model?: string;
  readonly trainShare?: string;
  readonly site?: string;
  readonly seed?: string;
  readonly html?: string;
  readonly json?: string;
  readonly lang?: string;
}

/** Columns of the table that are no measurement. */
export interface HistoryColumns {
  readonly time: string;
  readonly label: string;
  /** `null`: when labels were known is not in the table. */
  readonly labelTime: string | null;
  readonly human: string | null;
  readonly id: string | null;
}

export interface BacktestOptions {
  readonly agent: string;
  readonly file: string;
  readonly columns: HistoryColumns;
  /** A model of the reader's, or the share of rows to learn one from, 0 < share < 1; `null` for neither: as the agent has it. */
  readonly model:
    | { readonly kind: 'dir'; readonly dir: string }
    | { readonly kind: 'share'; readonly share: number }
    | null;
  /** `null`: an agent that Andon ships. */
  readonly site: string | null;
  /** Any whole number from 0. */
  readonly seed: number;
}

/** @throws AndonError('config.invalid') naming the flag */
export function backtestOptions(flags: BacktestFlags): BacktestOptions {
  const { agent, history: file, time, label, labelTime = null, human = null, id = null, site = null } = flags;
  const columns: HistoryColumns = { time, label, labelTime, human, id };
  checkColumns(columns);
  const seed = numberOf(flags.seed ?? '1');
  if (!Number.isSafeInteger(seed) || seed < 0) refuse('--seed', `"${flags.seed}" is not a whole number from 0`);
  return { agent, file, columns, model: modelOf(flags), site, seed };
}

const flagOf: Readonly<Record<keyof HistoryColumns, string>> = {
  time: '--time',
  label: '--label',
  labelTime: '--label-time',
  human: '--human',
  id: '--id',
};

function checkColumns(columns: HistoryColumns): void {
  const named = Object.entries(columns) as [keyof HistoryColumns, string | null][];
  for (const [at, [use, column]] of named.entries()) {
    if (column === null) continue;
    if (column.trim() === '') refuse(flagOf[use], 'it names no column');
    const first = named.slice(0, at).find(([, other]) => other === column);
    if (first) refuse(flagOf[use], `"${column}" is named by ${flagOf[first[0]]} already`);
  }
}

/**
 * What turned out later must not be seen before.
 *
 * @param read  columns that the agent reads
 * @throws AndonError('config.invalid')
 */
export function checkUnseen({ label, labelTime, human }: HistoryColumns, read: ReadonlySet<string>): void {
  for (const [use, column] of Object.entries({ label, labelTime, human })) {
    if (column === null || !read.has(column)) continue;
    refuse(
      flagOf[use as keyof HistoryColumns],
      `the agent reads "${column}" to decide, so it cannot also be what turned out later`,
    );
  }
}

function modelOf({ model, trainShare }: BacktestFlags): BacktestOptions['model'] {
  if (model !== undefined && trainShare !== undefined) refuse('--model', 'say either --model or --train-share');
  if (model !== undefined) return { kind: 'dir', dir: model };
  if (trainShare === undefined) return null;
  const share = numberOf(trainShare);
  if (!(share > 0 && share < 1)) refuse('--train-share', `"${trainShare}" is not a number between 0 and 1`);
  return { kind: 'share', share };
}

function numberOf(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}

function refuse(path: string, problem: string): never {
  throw new AndonError('config.invalid', { path, problem });
}
