/**
 * What the makespan becomes by a move, without doing it: the longest way through the operations that the move shifts, by
 * the ends and tails of the others as they are now. Balas & Vazacopoulos (1998), "Guided local search with shifting
 * bottleneck for job shop scheduling".
 */

import type { Graph } from './graph.ts';

export class Estimate {
  readonly #graph: Graph;
  readonly #starts: Int32Array;

  constructor(graph: Graph) {
    this.#graph = graph;
    this.#starts = new Int32Array(graph.none + 1);
  }

  /** Of `u` going right behind `v`, which comes later on the same machine. */
  behind(u: number, v: number): number {
    const { machineBefore, machineAfter, jobBefore, jobAfter, end, tail, duration } = this.#graph;
    const starts = this.#starts;
    let reached = end[machineBefore[u] as number] as number;
    let x = u;
    do {
      x = machineAfter[x] as number;
      const ready = end[jobBefore[x] as number] as number;
      if (ready > reached) reached = ready;
      starts[x] = reached;
      reached += duration[x] as number;
    } while (x !== v);
    const ready = end[jobBefore[u] as number] as number;
    if (ready > reached) reached = ready;
    let left = tail[machineAfter[v] as number] as number;
    const inJob = tail[jobAfter[u] as number] as number;
    if (inJob > left) left = inJob;
    left += duration[u] as number;
    let longest = reached + left;
    for (x = v; x !== u; x = machineBefore[x] as number) {
      const next = tail[jobAfter[x] as number] as number;
      if (next > left) left = next;
      left += duration[x] as number;
      const way = (starts[x] as number) + left;
      if (way > longest) longest = way;
    }
    return longest;
  }

  /** Of `v` going right before `u`, which comes earlier on the same machine. */
  before(v: number, u: number): number {
    const { machineBefore, machineAfter, jobBefore, jobAfter, end, tail, duration } = this.#graph;
    const starts = this.#starts;
    let reached = end[machineBefore[u] as number] as number;
    const ready = end[jobBefore[v] as number] as number;
    if (ready > reached) reached = ready;
    const first = reached;
    reached += duration[v] as number;
    let x = u;
    for (; x !== v; x = machineAfter[x] as number) {
      const free = end[jobBefore[x] as number] as number;
      if (free > reached) reached = free;
      starts[x] = reached;
      reached += duration[x] as number;
    }
    let left = tail[machineAfter[v] as number] as number;
    let longest = 0;
    do {
      x = machineBefore[x] as number;
      const next = tail[jobAfter[x] as number] as number;
      if (next > left) left = next;
      left += duration[x] as number;
      const way = (starts[x] as number) + left;
      if (way > longest) longest = way;
    } while (x !== u);
    const next = tail[jobAfter[v] as number] as number;
    if (next > left) left = next;
    const way = first + left + (duration[v] as number);
    return way > longest ? way : longest;
  }
}
