/** Where a job fits best into a sequence of a permutation flow shop, for all places at once: Taillard (1990). */

import type { SeededRandom } from './random.ts';

export class Insertion {
  readonly #times: Int32Array;
  readonly #machines: number;
  /** When each machine is done with the first so many of the sequence. */
  readonly #ends: Int32Array;
  /** How long it takes on each machine from the start of one of the sequence to the end of all. */
  readonly #tails: Int32Array;

  /** @param times  by job, then by machine */
  constructor(times: Int32Array, jobs: number, machines: number) {
    this.#times = times;
    this.#machines = machines;
    this.#ends = new Int32Array((jobs + 1) * machines);
    this.#tails = new Int32Array((jobs + 1) * machines);
  }

  makespan(jobs: ArrayLike<number>): number {
    this.#fillEnds(jobs);
    return this.#ends[(jobs.length + 1) * this.#machines - 1] as number;
  }

  /** Puts the job in its best place, among equal ones by chance, and returns the makespan. */
  insertBest(jobs: number[], job: number, random: SeededRandom): number {
    const machines = this.#machines;
    const times = this.#times;
    const ends = this.#ends;
    const tails = this.#tails;
    this.#fillEnds(jobs);
    this.#fillTails(jobs);
    let best = Number.POSITIVE_INFINITY;
    let place = 0;
    let ties = 0;
    for (let at = 0; at <= jobs.length; at += 1) {
      let reached = 0;
      let longest = 0;
      const row = at * machines;
      for (let machine = 0; machine < machines; machine += 1) {
        const free = ends[row + machine] as number;
        reached = (free > reached ? free : reached) + (times[job * machines + machine] as number);
        const way = reached + (tails[row + machine] as number);
        if (way > longest) longest = way;
      }
      if (longest > best) continue;
      ties = longest < best ? 1 : ties + 1;
      best = longest;
      if (ties === 1 || random.below(ties) === 0) place = at;
    }
    jobs.splice(place, 0, job);
    return best;
  }

  #fillEnds(jobs: ArrayLike<number>): void {
    const machines = this.#machines;
    const times = this.#times;
    const ends = this.#ends;
    for (let at = 0; at < jobs.length; at += 1) {
      const job = jobs[at] as number;
      let reached = 0;
      for (let machine = 0; machine < machines; machine += 1) {
        const free = ends[at * machines + machine] as number;
        reached = (free > reached ? free : reached) + (times[job * machines + machine] as number);
        ends[(at + 1) * machines + machine] = reached;
      }
    }
  }

  #fillTails(jobs: readonly number[]): void {
    const machines = this.#machines;
    const times = this.#times;
    const tails = this.#tails;
    tails.fill(0, jobs.length * machines, (jobs.length + 1) * machines);
    for (let at = jobs.length - 1; at >= 0; at -= 1) {
      const job = jobs[at] as number;
      let left = 0;
      for (let machine = machines - 1; machine >= 0; machine -= 1) {
        const after = tails[(at + 1) * machines + machine] as number;
        left = (after > left ? after : left) + (times[job * machines + machine] as number);
        tails[at * machines + machine] = left;
      }
    }
  }
}
