/** `andon inspect train`: see docs/how-to/train-on-your-own-table.md. */

import { accessSync, constants, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { AndonError, type Locale } from '@andon/core';
import {
  type ClassChoice,
  type OwnTableResult,
  type OwnTableTraining,
  trainOnOwnTable,
  writeModelDir,
} from '@andon/vertical-quality-inspection';
import { readSettings } from '../site/settings.ts';
import { inspectReport } from './inspect-report.ts';

/** As commander hands them over: text, or absent. */
export interface InspectTrainFlags {
  readonly table: string;
  readonly target?: string;
  readonly oneHot?: string;
  readonly id?: string;
  readonly error?: string;
  readonly seed?: string;
  readonly date?: string;
  readonly out: string;
  readonly json?: string;
  readonly lang?: string;
}

/** What `--json` writes. */
export interface InspectTrainJson extends Omit<OwnTableResult, 'model'> {
  readonly seed: number;
  /** Of the model's file. */
  readonly model: string;
  readonly seconds: number;
}

export async function inspectTrainCommand(flags: InspectTrainFlags): Promise<void> {
  const { locale } = readSettings(process.env, flags.lang);
  const training = trainingOf(flags);
  checkFolder(flags.out, '--out');
  if (flags.json !== undefined && flags.json !== '-') checkFolder(dirname(resolve(flags.json)), '--json');
  const started = performance.now();
  const { model, ...found } = await trainOnOwnTable({ ...training, onProgress: progressOn(process.stderr, locale) });
  const file = writeModelDir(flags.out, model);
  const seconds = Math.round(performance.now() - started) / 1000;
  const result: InspectTrainJson = { ...found, seed: training.seed, model: file, seconds };
  const json = `${JSON.stringify(result, null, 2)}\n`;
  // With `--json -` standard output is for the numbers alone.
  const out = flags.json === '-' ? process.stderr : process.stdout;
  if (flags.json === '-') process.stdout.write(json);
  else if (flags.json !== undefined) writeFileSync(flags.json, json);
  out.write(`${inspectReport(result, { table: flags.table, locale }).join('\n')}\n`);
}

/** @throws AndonError('config.invalid') naming the flag */
export function trainingOf(flags: InspectTrainFlags): OwnTableTraining {
  const { table: file, id = null, date = null } = flags;
  if (date !== null && !(/^\d{4}-\d{2}-\d{2}$/.test(date) && Number.isFinite(Date.parse(date)))) {
    refuse('--date', `"${date}" is not a day as 2026-11-24`);
  }
  const error = numberOf(flags.error ?? '0.05');
  if (!(error >= 0.0001 && error <= 0.5)) refuse('--error', `"${flags.error}" is not a number from 0.0001 to 0.5`);
  const seed = numberOf(flags.seed ?? '1');
  if (!Number.isSafeInteger(seed) || seed < 0) refuse('--seed', `"${flags.seed}" is not a whole number from 0`);
  return { file, classes: classesOf(flags), id, error, seed, date };
}

function classesOf({ target, oneHot, id }: InspectTrainFlags): ClassChoice {
  if ((target === undefined) === (oneHot === undefined)) refuse('--target', 'say either --target or --one-hot');
  const columns = target === undefined ? (oneHot ?? '').split(',').map((name) => name.trim()) : [target];
  if (id !== undefined && columns.includes(id)) refuse('--id', `"${id}" is a column of the classes`);
  if (target !== undefined) return { kind: 'target', column: target };
  if (columns.includes('')) refuse('--one-hot', 'a name between the commas is empty');
  if (new Set(columns).size < Math.max(2, columns.length))
    refuse('--one-hot', 'it takes two different columns or more');
  return { kind: 'one-hot', columns };
}

/** Found out now, not after the training. A folder that is not there yet is made, in the nearest that is. */
function checkFolder(dir: string, path: string): void {
  try {
    let nearest = resolve(dir);
    while (statSync(nearest, { throwIfNoEntry: false }) === undefined) nearest = dirname(nearest);
    if (!statSync(nearest).isDirectory()) refuse(`${path} ${dir}`, `${nearest} is not a folder`);
    accessSync(nearest, constants.W_OK);
  } catch (error) {
    if (error instanceof AndonError) throw error;
    const problem = (error as Error).message;
    throw new AndonError('config.invalid', { path: `${path} ${dir}`, problem }, { cause: error });
  }
}

/** One line that is written over, on a terminal alone. */
function progressOn(out: NodeJS.WriteStream, locale: Locale): (done: number, total: number) => void {
  if (!out.isTTY) return () => {};
  return (done, total) => {
    const said = locale === 'en' ? `training ${done} of ${total}` : `训练 ${done}/${total}`;
    out.write(done < total ? `\r${said} ` : '\r\u001b[K');
  };
}

function numberOf(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}

function refuse(path: string, problem: string): never {
  throw new AndonError('config.invalid', { path, problem });
}
