/** The way into the solver: an instance in, a plan out that the independent checker has found nothing in. */

import { AndonError } from '@andon/sdk';
import { lowerBound } from './bounds.ts';
import type { Candidate } from './candidate.ts';
import { faultsOf } from './check-plan.ts';
import { searchInThreads } from './in-threads.ts';
import { type Instance, parseInstance } from './instance.ts';
import { hashOf, type Plan, scheduleOf } from './plan.ts';
import { type Shop, shopOf } from './shop.ts';

export interface SolveOptions {
  /** How long at most, in ms, 1 to 86 400 000; 10 000 where no iterations are given, else without a limit. */
  readonly timeMs?: number;
  /** Iterations of each thread, 1 to 10¹². With them and without `timeMs` the same seed gives the same plan, bit by bit. */
  readonly iterations?: number;
  /** Searches beside each other, 1 to 16; 2. Another number gives other plans. */
  readonly threads?: number;
  /** Whole, from 0; 1. */
  readonly seed?: number;
  /** Ends the search within 50 ms; the best plan so far is the answer. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

export interface Progress {
  readonly wallMs: number;
  readonly objective: number;
  readonly lowerBound: number;
}

/** setTimeout takes no more than 2³¹ − 1. */
const mostTimeMs = 86_400_000;
const mostIterations = 1e12;
const mostThreads = 16;
const usualTimeMs = 10_000;

/**
 * Searches until the time or the iterations are up, the signal fires, or the plan is as good as a bound that was proved.
 *
 * @throws AndonError('schedule.instance') naming what is wrong with the instance; AndonError('config.invalid') naming an
 *   option; AndonError('internal.defect') should the checker find a fault
 */
export async function solve(given: Instance, options: SolveOptions = {}): Promise<Plan> {
  const startedAtMs = performance.now();
  const instance = parseInstance(given);
  const { timeMs, iterations, threads, seed } = checked(options);
  const shop = shopOf(instance);
  const bound = lowerBound(shop);
  const trace: [number, number][] = [];
  const tell = ({ makespan: objective }: Candidate) => {
    const wallMs = Math.round(performance.now() - startedAtMs);
    trace.push([wallMs, objective]);
    options.onProgress?.({ wallMs, objective, lowerBound: bound });
  };
  // So that there is a plan even where the search is stopped before it begins.
  const plain = inTurn(shop, instance);
  tell(plain);
  const timeUp = new AbortController();
  const leftMs = timeMs === null ? null : timeMs - (performance.now() - startedAtMs);
  const timer = leftMs === null ? undefined : setTimeout(() => timeUp.abort(), leftMs);
  const signal = options.signal ? AbortSignal.any([options.signal, timeUp.signal]) : timeUp.signal;
  const onBetter = (better: Candidate) => {
    if (better.makespan < (trace.at(-1)?.[1] ?? Number.POSITIVE_INFINITY)) tell(better);
  };
  const search = { instance, seed, threads, iterations, lowerBound: bound, signal, onBetter };
  const isOptimal = plain.makespan <= bound;
  const searched = isOptimal ? Promise.resolve({ best: plain, iterations: 0 }) : searchInThreads(search);
  const found = await searched.finally(() => clearTimeout(timer));
  const best = found.best === null || found.best.makespan > plain.makespan ? plain : found.best;
  const schedule = scheduleOf(shop, best);
  const [fault] = faultsOf(instance, schedule);
  if (fault !== undefined || schedule.makespan < bound) {
    const what = fault?.problem ?? `the makespan ${schedule.makespan} is below the bound ${bound}`;
    throw new AndonError('internal.defect', { what: `a plan that cannot be: ${what}` });
  }
  return {
    objective: schedule.makespan,
    lowerBound: bound,
    makespan: schedule.makespan,
    feasible: true,
    planHash: hashOf(schedule),
    iterations: found.iterations,
    wallMs: Math.round(performance.now() - startedAtMs),
    trace,
    schedule: schedule.schedule,
  };
}

interface Checked {
  readonly timeMs: number | null;
  readonly iterations: number | null;
  readonly threads: number;
  readonly seed: number;
}

function checked({ timeMs, iterations, threads = 2, seed = 1 }: SolveOptions): Checked {
  const within = (name: string, value: number, least: number, most: number) => {
    if (Number.isSafeInteger(value) && value >= least && value <= most) return;
    throw new AndonError('config.invalid', {
      path: name,
      problem: `${value} is not a whole number from ${least} to ${most}`,
    });
  };
  if (timeMs !== undefined) within('timeMs', timeMs, 1, mostTimeMs);
  if (iterations !== undefined) within('iterations', iterations, 1, mostIterations);
  within('threads', threads, 1, mostThreads);
  within('seed', seed, 0, Number.MAX_SAFE_INTEGER);
  const usual = iterations === undefined ? usualTimeMs : null;
  return { timeMs: timeMs ?? usual, iterations: iterations ?? null, threads, seed };
}

/** All first operations, then all second ones, each where it takes the least time; in a flow shop job by job. */
function inTurn(shop: Shop, { kind }: Instance): Candidate {
  const { jobOf, jobFirst, altFirst, altDuration, least } = shop;
  const line = Int32Array.from(jobOf, (_, v) => v);
  const turn = (v: number) => v - (jobFirst[jobOf[v] as number] as number);
  if (kind !== 'flowshop') line.sort((a, b) => turn(a) - turn(b) || a - b);
  const alternative = Int32Array.from(jobOf, (_, v) => altDuration.indexOf(least[v] as number, altFirst[v]));
  return { makespan: scheduleOf(shop, { line, alternative }).makespan, line, alternative };
}
