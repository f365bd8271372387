/** `andon schedule solve` and `andon schedule check`: see docs/how-to/solve-a-job-shop.md. */

import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { AndonError, type Locale } from '@andon/core';
import { faultsOf, type Progress, readInstance, readSchedule, solve } from '@andon/vertical-scheduling';
import { text } from '../messages/text.ts';
import { numbersOf } from '../report/numbers.ts';
import { ganttHtml } from '../schedule/html.ts';
import { formatOf, type ScheduleSolveFlags, solveOptions } from '../schedule/options.ts';
import { planWords } from '../schedule/words.ts';
import { untilInterrupted } from '../site/interrupt.ts';
import { readSettings } from '../site/settings.ts';

export interface ScheduleCheckFlags {
  readonly format?: string;
  readonly json?: boolean;
  readonly lang?: string;
}

/** @throws AndonError config.invalid | schedule.text | schedule.instance */
export async function scheduleSolveCommand(file: string, flags: ScheduleSolveFlags): Promise<void> {
  const { locale } = readSettings(process.env, flags.lang);
  const options = solveOptions(flags);
  const { json, html } = flags;
  const instance = readShop(file, flags.format);
  // With `--json -` standard output is for the numbers alone.
  const out = json === '-' ? process.stderr : process.stdout;
  const interrupt = untilInterrupted();
  try {
    const onProgress = progressOn(process.stderr, locale);
    const plan = await solve(instance, { ...options, signal: interrupt.signal, onProgress: onProgress.tell });
    onProgress.end();
    out.write(`${planWords(instance, plan, { file: basename(file), locale }).join('\n')}\n`);
    if (html !== undefined) {
      write('--html', html, ganttHtml(instance, plan, { file: basename(file), locale }));
      out.write(`${text(locale)('schedule.html', { file: html })}\n`);
    }
    const numbers = `${JSON.stringify(plan, null, 2)}\n`;
    if (json === '-') process.stdout.write(numbers);
    else if (json !== undefined) write('--json', json, numbers);
  } finally {
    interrupt.dispose();
  }
}

/** @throws AndonError config.invalid | schedule.text | schedule.instance | schedule.plan | schedule.infeasible */
export async function scheduleCheckCommand(file: string, planFile: string, flags: ScheduleCheckFlags): Promise<void> {
  const { locale } = readSettings(process.env, flags.lang);
  const instance = readShop(file, flags.format);
  const plan = readSchedule(readText(planFile), planFile);
  const faults = faultsOf(instance, plan);
  if (flags.json === true) {
    process.stdout.write(
      `${JSON.stringify({ feasible: faults.length === 0, makespan: plan.makespan, faults }, null, 2)}\n`,
    );
  }
  const [first] = faults;
  if (first !== undefined) {
    const where = first.job === null ? '' : `job ${first.job}, operation ${first.operation}: `;
    const details = { file: planFile, count: faults.length, problem: `${where}${first.problem}` };
    throw new AndonError('schedule.infeasible', details);
  }
  if (flags.json === true) return;
  const { whole } = numbersOf(locale);
  const said = { file: planFile, makespan: whole(plan.makespan), operations: whole(plan.schedule.length) };
  process.stdout.write(`${text(locale)('schedule.feasible', said)}\n`);
}

function readShop(file: string, format: string | undefined) {
  const kind = formatOf(format);
  return readInstance(readText(file), { file, ...(kind === undefined ? {} : { format: kind }) });
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new AndonError('config.invalid', { path: file, problem: problemOf(cause) }, { cause });
  }
}

function write(flag: string, file: string, content: string): void {
  try {
    writeFileSync(file, content);
  } catch (cause) {
    throw new AndonError('config.invalid', { path: `${flag} ${file}`, problem: problemOf(cause) }, { cause });
  }
}

function problemOf(cause: unknown): string {
  return (cause as NodeJS.ErrnoException).code ?? String(cause);
}

/** One line that is written over, on a terminal alone. */
function progressOn(out: NodeJS.WriteStream, locale: Locale) {
  if (!out.isTTY) return { tell: () => {}, end: () => {} };
  const { whole, tenths } = numbersOf(locale);
  return {
    tell({ wallMs, objective, lowerBound }: Progress) {
      const said = { seconds: tenths(wallMs / 1000), objective: whole(objective), bound: whole(lowerBound) };
      out.write(`\r${text(locale)('schedule.progress', said)}\u001b[K`);
    },
    end: () => void out.write('\r\u001b[K'),
  };
}
