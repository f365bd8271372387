/**
 * How often the statistics of evidence err, by simulation: levels given to agents that have not earned them, charts
 * that alarm for nothing or late, and what climbing again and again adds up to.
 *
 *     npm run error-rates -- [--json FILE|-] [--repeats 20000] [--seed 1] [--limits]
 *
 * `--limits` prints the table of CUSUM limits in core/src/evidence/cusum-chart.ts instead, made anew.
 */

import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { AndonError, cusumLimits, cusumRates, findCusumLimit } from '@andon/core';
import { seededRandom } from '../seeded-random.ts';
import { reportLines } from './report.ts';
import { simulateErrorRates } from './simulate.ts';

const LIMIT_OUTCOMES = 200_000_000;

const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    repeats: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    limits: { type: 'boolean', default: false },
  },
});
// With `--json -` standard output is for the numbers alone.
const out = values.json === '-' ? process.stderr : process.stdout;
const say = (text: string) => out.write(`${text}\n`);

if (values.limits) {
  for (const target of cusumLimits.keys()) {
    say(`  [${target}, ${findCusumLimit(cusumRates(target), seededRandom(1), LIMIT_OUTCOMES)}],`);
  }
} else run();

function run(): void {
  const repeats = wholeNumber('repeats', values.repeats);
  const seed = wholeNumber('seed', values.seed);
  const date = new Date().toISOString().slice(0, 10);
  const machine = { cpu: cpus()[0]?.model ?? '?', cores: availableParallelism(), node: process.version };
  say(`${date}, ${machine.cores} cores (${machine.cpu}), Node ${machine.node}; seed ${seed}, ${repeats} repeats`);
  say('');
  const rates = simulateErrorRates({ seed, repeats });
  for (const line of reportLines(rates)) say(line);
  if (values.json === undefined) return;
  const text = `${JSON.stringify({ date, machine, ...rates }, null, 2)}\n`;
  if (values.json === '-') process.stdout.write(text);
  else writeFileSync(values.json, text);
}

function wholeNumber(flag: string, given: string): number {
  const value = Number(given);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new AndonError('config.invalid', {
    path: `--${flag}`,
    problem: `${given} is not a whole number of at least 1`,
  });
}
