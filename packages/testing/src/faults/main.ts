/**
 * A crash loop on real processes: Andon, PostgreSQL, Redis, a MES and the network between them are killed, halted and
 * spoiled while acts flow; then the record is held against the MES's own log. Ends with 1 if a promise was broken.
 *
 *     npm run faults -- [--kills 40] [--backend redis|postgres] [--fault NAME] [--seed 1] [--every 0]
 *                     [--json FILE|-] [--dishonest]
 *
 * `--every` is the least time from one fault to the next, in seconds. With `--dishonest` the MES says that it honours keys and does not, so that a loop that finds nothing would be blind.
 */

import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { AndonError, asAndonError } from '@andon/core';
import { requirePart } from '../require.ts';
import { runLoop } from './loop.ts';
import { type FaultName, faultNames } from './plan.ts';
import { isClean, jsonOf, reportLines } from './report.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '40' },
    backend: { type: 'string' },
    fault: { type: 'string' },
    seed: { type: 'string', default: '1' },
    every: { type: 'string', default: '0' },
    json: { type: 'string' },
    dishonest: { type: 'boolean', default: false },
  },
});
// With `--json -` standard output is for the numbers alone.
const out = values.json === '-' ? process.stderr : process.stdout;
const say = (text: string) => out.write(`${text}\n`);

try {
  process.exitCode = (await run()) ? 0 : 1;
} catch (error) {
  process.stderr.write(`${asAndonError(error).sentence('en')}\n`);
  process.exitCode = 2;
}
// All that was started has ended; Node's own end may spin for ever over a pipe to a server that was killed.
process.exit();

async function run(): Promise<boolean> {
  const there = requirePart('redis');
  const backend = oneOf('backend', values.backend ?? (there ? 'redis' : 'postgres'), ['redis', 'postgres'] as const);
  const only: FaultName | null = values.fault === undefined ? null : oneOf('fault', values.fault, faultNames);
  const seed = wholeNumber('seed', values.seed);
  const machine = { cpu: cpus()[0]?.model ?? '?', cores: availableParallelism(), node: process.version };
  const date = new Date().toISOString().slice(0, 10);
  say(`${date}, ${machine.cores} cores (${machine.cpu}), Node ${machine.node}; jobs on ${backend}, seed ${seed}`);
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());
  const kills = wholeNumber('kills', values.kills);
  const everyMs = 1_000 * wholeNumber('every', values.every, 0);
  const { signal } = interrupted;
  const result = await runLoop({ kills, backend, seed, only, everyMs, honest: !values.dishonest, say, signal });
  for (const line of reportLines(result)) say(line);
  // Of the last quarter of an hour: on a busy machine everything takes longer.
  const load = loadavg()[2];
  const about = { seed, backend, honest: !values.dishonest, everyMs, machine: { ...machine, load }, date };
  const text = `${JSON.stringify(jsonOf(result, about), null, 2)}\n`;
  if (values.json === '-') process.stdout.write(text);
  else if (values.json !== undefined) writeFileSync(values.json, text);
  return isClean(result);
}

function oneOf<T extends string>(flag: string, given: string, known: readonly T[]): T {
  const found = known.find((one) => one === given);
  if (found !== undefined) return found;
  throw new AndonError('config.invalid', { path: `--${flag}`, problem: `"${given}" is none of ${known.join(', ')}` });
}

function wholeNumber(flag: string, given: string, least = 1): number {
  const value = Number(given);
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new AndonError('config.invalid', {
    path: `--${flag}`,
    problem: `${given} is not a whole number of at least ${least}`,
  });
}
