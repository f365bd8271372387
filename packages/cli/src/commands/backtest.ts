/** `andon backtest`: see docs/how-to/backtest-your-history.md. */

import { writeFileSync } from 'node:fs';
import { AndonError } from '@andon/core';
import { backtest } from '../backtest/backtest.ts';
import { backtestHtml } from '../backtest/html.ts';
import { type BacktestFlags, backtestOptions } from '../backtest/options.ts';
import { backtestReport } from '../backtest/report.ts';
import { text } from '../messages/text.ts';
import { readSettings } from '../site/settings.ts';

/** @throws AndonError config.invalid | history.… | table.… | model.… | site.… */
export async function backtestCommand(flags: BacktestFlags): Promise<void> {
  const { locale } = readSettings(process.env, flags.lang);
  const options = backtestOptions(flags);
  const { json, html } = flags;
  const result = await backtest(options);
  // With `--json -` standard output is for the numbers alone.
  const out = json === '-' ? process.stderr : process.stdout;
  out.write(`${backtestReport(result, locale).join('\n')}\n`);
  if (html !== undefined) {
    write('--html', html, backtestHtml(result, locale));
    out.write(`${text(locale)('backtest.html', { file: html })}\n`);
  }
  const numbers = `${JSON.stringify(result, null, 2)}\n`;
  if (json === '-') process.stdout.write(numbers);
  else if (json !== undefined) write('--json', json, numbers);
}

function write(flag: string, file: string, content: string): void {
  try {
    writeFileSync(file, content);
  } catch (cause) {
    const problem = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw new AndonError('config.invalid', { path: `${flag} ${file}`, problem }, { cause });
  }
}
