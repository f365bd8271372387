/**
 * The search for permutation flow shops: the sequence of Nawaz, Enscore & Ham (1983), then iterated greedy (Ruiz & Stützle
 * 2007) with a local search on the partial sequence (Dubois-Lacoste, Pagnozzi & Stützle 2017). Where a job fits best is
 * found for all places at once (Taillard 1990). One iteration is one job put in its best place.
 */

import type { Candidate } from './candidate.ts';
import { Insertion } from './insertion.ts';
import { type SeededRandom, seededRandom, shuffle } from './random.ts';
import type { Search } from './search.ts';
import type { Shop } from './shop.ts';

/** Jobs taken out and put in again. */
const destroyed = 2;
/** Of a mean time, as the temperature that lets a worse sequence pass: Ruiz & Stützle's T, over ten. */
const temperature = 0.7 / 10;

/** Times of jobs on machines looked at between two exchanges, some tenths of a second. */
const roundTimes = 20_000_000;

interface Sequence {
  readonly makespan: number;
  readonly jobs: Int32Array;
}

export class FlowSearch implements Search {
  readonly stride = 1;
  readonly round: number;
  readonly #shop: Shop;
  readonly #random: SeededRandom;
  readonly #insertion: Insertion;
  readonly #meanTime: number;
  readonly #steps: Generator<void, void>;
  #offered: Sequence | null = null;
  #best: Sequence;

  constructor(shop: Shop, { seed, stream }: { readonly seed: number; readonly stream: number }) {
    // By job and then by machine: the operations stand in that order.
    const times = shop.altDuration;
    this.#shop = shop;
    this.round = Math.ceil(roundTimes / times.length);
    this.#random = seededRandom(seed, stream);
    this.#insertion = new Insertion(times, shop.jobs, shop.machines);
    this.#meanTime = times.reduce((sum, time) => sum + time, 0) / times.length;
    const jobs = Int32Array.from({ length: shop.jobs }, (_, job) => job);
    this.#best = { makespan: this.#insertion.makespan(jobs), jobs };
    this.#steps = this.#search();
  }

  get makespan(): number {
    return this.#best.makespan;
  }

  get best(): Candidate {
    const { makespan, jobs } = this.#best;
    return { makespan, ...lineOf(this.#shop, jobs) };
  }

  advance(): void {
    this.#steps.next();
  }

  offer({ makespan, line }: Candidate): void {
    const { jobOf, jobFirst } = this.#shop;
    const firsts = line.filter((v) => v === jobFirst[jobOf[v] as number]);
    this.#offered = { makespan, jobs: firsts.map((v) => jobOf[v] as number) };
  }

  *#search(): Generator<void, void> {
    const jobs: number[] = [];
    for (const job of this.#byWork()) {
      this.#insertion.insertBest(jobs, job, this.#random);
      yield;
    }
    let now = yield* this.#improve(jobs);
    this.#keep(jobs, now);
    for (;;) {
      if (this.#offered !== null && this.#offered.makespan < now) {
        jobs.splice(0, jobs.length, ...this.#offered.jobs);
        now = this.#offered.makespan;
        this.#keep(jobs, now);
      }
      this.#offered = null;
      const tried = [...jobs];
      const taken = Array.from({ length: Math.min(destroyed, jobs.length - 1) }, () => {
        return tried.splice(this.#random.below(tried.length), 1)[0] as number;
      });
      yield* this.#improve(tried);
      for (const job of taken) {
        this.#insertion.insertBest(tried, job, this.#random);
        yield;
      }
      const made = yield* this.#improve(tried);
      this.#keep(tried, made);
      if (made > now && this.#random.next() >= Math.exp((now - made) / (temperature * this.#meanTime))) continue;
      jobs.splice(0, jobs.length, ...tried);
      now = made;
    }
  }

  /** Each job in turn out and to its best place, until none finds a better; the makespan then. */
  *#improve(jobs: number[]): Generator<void, number> {
    let now = this.#insertion.makespan(jobs);
    for (let isBetter = true; isBetter; ) {
      isBetter = false;
      const turn = Int32Array.from(jobs);
      shuffle(turn, this.#random);
      for (const job of turn) {
        const from = jobs.indexOf(job);
        jobs.splice(from, 1);
        const made = this.#insertion.insertBest(jobs, job, this.#random);
        if (made < now) {
          now = made;
          isBetter = true;
        }
        yield;
      }
    }
    return now;
  }

  #keep(jobs: readonly number[], makespan: number): void {
    if (makespan < this.#best.makespan) this.#best = { makespan, jobs: Int32Array.from(jobs) };
  }

  /** The longest first. */
  #byWork(): readonly number[] {
    const { jobs, jobFirst, least } = this.#shop;
    const work = Array.from({ length: jobs }, (_, job) =>
      least.subarray(jobFirst[job], jobFirst[job + 1]).reduce((sum, time) => sum + time, 0),
    );
    return [...work.keys()].sort((a, b) => (work[b] as number) - (work[a] as number) || a - b);
  }
}

/** All operations of the first job, then of the next: so every machine takes them in this sequence. */
function lineOf({ jobFirst, operations }: Shop, jobs: Int32Array): Pick<Candidate, 'line' | 'alternative'> {
  const line = new Int32Array(operations);
  let at = 0;
  for (const job of jobs) {
    for (let v = jobFirst[job] as number; v < (jobFirst[job + 1] as number); v += 1) line[at++] = v;
  }
  return { line, alternative: Int32Array.from(line.keys()) };
}
