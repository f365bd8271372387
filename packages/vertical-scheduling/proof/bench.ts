/**
 * Plans benchmark shops and prints how far from the best known each plan is. Wall time buys less on a busy machine, so the
 * processor seconds that a run really had, and the load around it, stand beside each figure.
 *
 *   npm run bench:scheduling -- [--time 10] [--threads 2] [--family la,ta,mk] [--instances ft10,ta14] [--seeds 1,2,3]
 *     [--cpu SECONDS] [--data DIR] [--json FILE]
 *
 * With --cpu a run ends when the process has had so many processor seconds, however long that takes: on a busy machine
 * 20 of them are what 10 seconds of two threads are on a quiet one.
 */

import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { AndonError } from '@andon/sdk';
import { faultsOf, solve } from '../src/index.ts';
import { type Benchmark, benchmark, defaultDataFolder, listBenchmarks } from './benchmarks.ts';

interface Run {
  readonly name: string;
  readonly family: string;
  readonly seed: number;
  readonly objective: number;
  readonly lowerBound: number;
  readonly known: Benchmark['known'];
  /** (objective − best known) / best known; `null` where none is known. */
  readonly gap: number | null;
  /** By the bound of the run itself. */
  readonly isProved: boolean;
  readonly iterations: number;
  readonly wallMs: number;
  /** When the last better plan was known. */
  readonly foundMs: number;
  readonly cpuSeconds: number;
  readonly planHash: string;
}

const { values } = parseArgs({
  options: {
    time: { type: 'string', default: '10' },
    threads: { type: 'string', default: '2' },
    family: { type: 'string' },
    instances: { type: 'string' },
    cpu: { type: 'string' },
    seeds: { type: 'string', default: '1' },
    data: { type: 'string', default: defaultDataFolder },
    json: { type: 'string' },
  },
});

/** How often the processor's time is looked at. */
const lookEveryMs = 20;
const mostTimeMs = 3_600_000;

try {
  await bench();
} catch (error) {
  if (!(error instanceof AndonError)) throw error;
  process.stderr.write(`${error.code}: ${error.message}\n`);
  process.exitCode = error.exitCode;
}

async function bench(): Promise<void> {
  const chosen = choose();
  const cpuSeconds = values.cpu === undefined ? null : Number(values.cpu);
  const timeMs = cpuSeconds === null ? Math.round(1000 * Number(values.time)) : mostTimeMs;
  const options = { timeMs, cpuSeconds, threads: Number(values.threads) };
  const seeds = values.seeds.split(',').map(Number);
  const machine = {
    node: process.version,
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    loadBefore: loadavg(),
  };
  say(['instance', 'seed', 'plan', 'best known', 'gap %', 'own bound', 'proved', 'found s', 'wall s', 'cpu s']);
  const runs: Run[] = [];
  for (const seed of seeds) {
    for (const one of chosen) {
      const run = await runOne(one, { ...options, seed });
      runs.push(run);
      const best = run.known === null ? '' : String(run.known.upper);
      const times = [run.foundMs / 1000, run.wallMs / 1000, run.cpuSeconds].map((seconds) => seconds.toFixed(1));
      say([run.name, seed, run.objective, best, percent(run.gap), run.lowerBound, run.isProved ? 'yes' : '', ...times]);
    }
  }
  const families = [...Map.groupBy(runs, ({ family }) => family)].map(([family, all]) => summary(family, all));
  say([]);
  say(['family', 'runs', 'mean gap %', 'worst gap %', 'at best known', 'known optimal', 'proved here', 'cpu s']);
  for (const one of families) {
    const counts = [one.atBestKnown, one.knownOptimal, one.proved, one.cpuSeconds.toFixed(0)];
    say([one.family, one.runs, percent(one.meanGap), percent(one.worstGap), ...counts]);
  }
  const loadAfter = loadavg();
  say([]);
  say([
    `load ${machine.loadBefore.map((load) => load.toFixed(1)).join(' ')} before, ${loadAfter.map((load) => load.toFixed(1)).join(' ')} after, on ${machine.cores} cores`,
  ]);
  if (values.json !== undefined) {
    const result = { ...options, seeds, machine: { ...machine, loadAfter }, families, runs };
    writeFileSync(values.json, `${JSON.stringify(result, null, 2)}\n`);
  }
}

function choose(): readonly Benchmark[] {
  const listed = listBenchmarks(values.data);
  const families = values.family?.split(',');
  const names = values.instances?.split(',');
  if (names !== undefined) return names.map((name) => benchmark(name, listed));
  const chosen = listed.filter(({ family }) => families?.includes(family) ?? true);
  if (chosen.length > 0) return chosen;
  const known = [...new Set(listed.map(({ family }) => family))].join(', ');
  throw new AndonError('config.invalid', { path: '--family', problem: `"${values.family}" is none of ${known}` });
}

interface RunOptions {
  readonly timeMs: number;
  /** `null`: only the wall time counts. */
  readonly cpuSeconds: number | null;
  readonly threads: number;
  readonly seed: number;
}

async function runOne(one: Benchmark, { timeMs, cpuSeconds, threads, seed }: RunOptions): Promise<Run> {
  const instance = one.instance();
  const before = process.cpuUsage();
  const spentSeconds = () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  };
  const spent = new AbortController();
  const look = setInterval(() => {
    if (cpuSeconds !== null && spentSeconds() >= cpuSeconds) spent.abort();
  }, lookEveryMs);
  const plan = await solve(instance, { timeMs, threads, seed, signal: spent.signal }).finally(() =>
    clearInterval(look),
  );
  const [fault] = faultsOf(instance, plan);
  if (fault !== undefined) throw new AndonError('internal.defect', { what: `${one.name}: ${fault.problem}` });
  return {
    name: one.name,
    family: one.family,
    seed,
    objective: plan.objective,
    lowerBound: plan.lowerBound,
    known: one.known,
    gap: one.known === null ? null : (plan.objective - one.known.upper) / one.known.upper,
    isProved: plan.objective === plan.lowerBound,
    iterations: plan.iterations,
    wallMs: plan.wallMs,
    foundMs: plan.trace.at(-1)?.[0] ?? 0,
    cpuSeconds: spentSeconds(),
    planHash: plan.planHash,
  };
}

function summary(family: string, runs: readonly Run[]) {
  const gaps = runs.flatMap(({ gap }) => (gap === null ? [] : [gap]));
  return {
    family,
    runs: runs.length,
    meanGap: gaps.length === 0 ? null : gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length,
    worstGap: gaps.length === 0 ? null : Math.max(...gaps),
    atBestKnown: runs.filter(({ gap }) => gap !== null && gap <= 0).length,
    knownOptimal: runs.filter(({ objective, known }) => known !== null && objective <= known.lower).length,
    proved: runs.filter(({ isProved }) => isProved).length,
    cpuSeconds: runs.reduce((sum, run) => sum + run.cpuSeconds, 0),
  };
}

function percent(share: number | null): string {
  return share === null ? '' : (100 * share).toFixed(3);
}

function say(cells: readonly (string | number)[]): void {
  process.stdout.write(`${cells.join('\t')}\n`);
}
