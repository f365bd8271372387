/**
 * Plans made by a dispatch rule: active schedules after Giffler & Thompson (1960). Of all operations whose turn it is in
 * their job, the one that could end first names the machine; of those that could start on it before that end, the rule
 * takes one.
 */

import type { Candidate } from './candidate.ts';
import type { SeededRandom } from './random.ts';
import type { Shop } from './shop.ts';

export const dispatchRules = ['most-work', 'shortest', 'longest', 'random'] as const;
export type DispatchRule = (typeof dispatchRules)[number];

export function dispatch(shop: Shop, rule: DispatchRule, random: SeededRandom): Candidate {
  const { jobs, operations, jobFirst, altFirst, altMachine, altDuration } = shop;
  const machineFree = new Int32Array(shop.machines);
  const jobFree = new Int32Array(jobs);
  const next = jobFirst.slice(0, jobs);
  const work = workLeft(shop);
  const line = new Int32Array(operations);
  const alternative = new Int32Array(operations);
  let makespan = 0;
  for (let at = 0; at < operations; at += 1) {
    let earliest = Number.POSITIVE_INFINITY;
    let machine = 0;
    for (let job = 0; job < jobs; job += 1) {
      const v = next[job] as number;
      if (v === jobFirst[job + 1]) continue;
      for (let choice = altFirst[v] as number; choice < (altFirst[v + 1] as number); choice += 1) {
        const on = altMachine[choice] as number;
        const end = Math.max(machineFree[on] as number, jobFree[job] as number) + (altDuration[choice] as number);
        if (end >= earliest) continue;
        earliest = end;
        machine = on;
      }
    }
    let taken = -1;
    let takenChoice = 0;
    let best = Number.POSITIVE_INFINITY;
    let ties = 0;
    for (let job = 0; job < jobs; job += 1) {
      const v = next[job] as number;
      if (v === jobFirst[job + 1]) continue;
      for (let choice = altFirst[v] as number; choice < (altFirst[v + 1] as number); choice += 1) {
        if (altMachine[choice] !== machine) continue;
        const start = Math.max(machineFree[machine] as number, jobFree[job] as number);
        // What ends as early as the earliest is always one of them, also where it takes no time.
        if (start >= earliest && start + (altDuration[choice] as number) > earliest) continue;
        const rank = rankOf(rule, altDuration[choice] as number, work[v] as number);
        if (rank > best) continue;
        ties = rank < best ? 1 : ties + 1;
        best = rank;
        if (ties > 1 && random.below(ties) !== 0) continue;
        taken = v;
        takenChoice = choice;
      }
    }
    const job = shop.jobOf[taken] as number;
    const start = Math.max(machineFree[machine] as number, jobFree[job] as number);
    const end = start + (altDuration[takenChoice] as number);
    line[at] = taken;
    alternative[taken] = takenChoice;
    machineFree[machine] = end;
    jobFree[job] = end;
    next[job] = taken + 1;
    makespan = Math.max(makespan, end);
  }
  return { makespan, line, alternative };
}

/** Lower goes first. */
function rankOf(rule: DispatchRule, duration: number, left: number): number {
  if (rule === 'most-work') return -left;
  if (rule === 'shortest') return duration;
  return rule === 'longest' ? -duration : 0;
}

/** The least time that an operation and those after it in its job take. */
function workLeft({ operations, jobOf, least }: Shop): Int32Array {
  const left = new Int32Array(operations);
  for (let v = operations - 1; v >= 0; v -= 1) {
    const isLast = v + 1 === operations || jobOf[v] !== jobOf[v + 1];
    left[v] = (least[v] as number) + (isLast ? 0 : (left[v + 1] as number));
  }
  return left;
}
