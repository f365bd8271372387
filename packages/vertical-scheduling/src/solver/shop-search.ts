/**
 * The search for job shops and flexible job shops: a small population of plans, each the best of a tabu search, and again
 * and again a tabu search that starts on the way between two of them (TS/PR of Peng, Lü & Cheng 2015, with another way of
 * relinking, see `relink.ts`). The population begins small, so that little time already gives a good plan, and takes in fresh
 * plans whenever it gets no better by itself; when it has become large, it is begun anew around its best.
 */

import { type Candidate, machinePredecessors } from './candidate.ts';
import { dispatch, dispatchRules } from './dispatch.ts';
import { Graph } from './graph.ts';
import { type SeededRandom, seededRandom } from './random.ts';
import { relink } from './relink.ts';
import type { Search } from './search.ts';
import type { Shop } from './shop.ts';
import { Tabu } from './tabu.ts';

/** Iterations between two questions whether to go on: about a millisecond. */
const stride = 32;
const firstSize = 6;
const growth = 4;
const mostMembers = 30;
/** The population grows after so many children that none of its members had to give way to. */
const mostIdle = 12;
/** A tabu search ends after so many iterations without a better plan. */
const patience = 4_000;
/** Plans that differ in no more than this share of their operations count as one. */
const nearness = 0.05;

interface Member {
  readonly candidate: Candidate;
  readonly before: Int32Array;
}

export class ShopSearch implements Search {
  readonly stride = stride;
  readonly round = 20_000;
  readonly #shop: Shop;
  readonly #random: SeededRandom;
  readonly #tabu: Tabu;
  readonly #steps: Generator<void, void>;
  readonly #offered: Candidate[] = [];
  #members: Member[] = [];
  #size = firstSize;
  #best: Candidate;

  /** @param stream  a number for each thread: threads of one seed search differently */
  constructor(shop: Shop, { seed, stream }: { readonly seed: number; readonly stream: number }) {
    this.#shop = shop;
    this.#random = seededRandom(seed, stream);
    this.#best = firstPlan(shop, this.#random);
    const graph = new Graph(shop);
    graph.load(this.#best);
    this.#tabu = new Tabu(graph, this.#random);
    this.#steps = this.#search();
  }

  get best(): Candidate {
    return this.#tabu.best.makespan < this.#best.makespan ? this.#tabu.best : this.#best;
  }

  get makespan(): number {
    return this.best.makespan;
  }

  advance(): void {
    this.#steps.next();
  }

  offer(candidate: Candidate): void {
    this.#offered.push(candidate);
  }

  *#search(): Generator<void, void> {
    for (;;) {
      yield* this.#populate();
      for (let idle = 0; idle < mostIdle && this.#members.length > 1; idle += 1) {
        for (const candidate of this.#offered.splice(0)) this.#enter(candidate);
        const [a, b] = this.#pair();
        const share = 0.3 + 0.4 * this.#random.next();
        yield* this.#improve(relink(this.#shop, a.candidate, b.candidate, share, this.#random));
        if (this.#enter(this.#tabu.best)) idle = 0;
      }
      this.#size += growth;
      if (this.#size <= mostMembers) continue;
      this.#size = firstSize;
      this.#members = [];
      this.#enter(this.#best);
    }
  }

  /** Fresh plans up to the size; fewer where they come to the same as others. */
  *#populate(): Generator<void, void> {
    for (let made = this.#members.length; made < this.#size; made += 1) {
      yield* this.#improve(dispatch(this.#shop, dispatchRules[made] ?? 'random', this.#random));
      this.#enter(this.#tabu.best);
    }
  }

  *#improve(from: Pick<Candidate, 'line' | 'alternative'>): Generator<void, void> {
    this.#tabu.start(from);
    let isStuck = false;
    while (!isStuck && this.#tabu.sinceBest < patience) {
      for (let step = 0; step < stride && !isStuck; step += 1) isStuck = !this.#tabu.step();
      yield;
    }
    if (this.#tabu.best.makespan < this.#best.makespan) this.#best = this.#tabu.best;
  }

  /**
   * Takes the place of the worst, or of the one that is nearly the same, unless it is worse itself.
   *
   * @returns whether the population has become better
   */
  #enter(candidate: Candidate): boolean {
    const member = { candidate, before: machinePredecessors(this.#shop, candidate) };
    if (candidate.makespan < this.#best.makespan) this.#best = candidate;
    const near = this.#members.findIndex((other) => differences(member, other) <= this.#shop.operations * nearness);
    if (near < 0 && this.#members.length < this.#size) {
      this.#members.push(member);
      return true;
    }
    const at = near < 0 ? this.#worst() : near;
    const { makespan } = (this.#members[at] as Member).candidate;
    // As good and different: it is younger, and keeps the population moving.
    if (candidate.makespan < makespan || (near < 0 && candidate.makespan === makespan)) this.#members[at] = member;
    return candidate.makespan < makespan;
  }

  #worst(): number {
    const makespans = this.#members.map(({ candidate }) => candidate.makespan);
    return makespans.indexOf(Math.max(...makespans));
  }

  #pair(): readonly [Member, Member] {
    const first = this.#random.below(this.#members.length);
    const second = (first + 1 + this.#random.below(this.#members.length - 1)) % this.#members.length;
    return [this.#members[first] as Member, this.#members[second] as Member];
  }
}

/** The best that a rule gives. */
function firstPlan(shop: Shop, random: SeededRandom): Candidate {
  const plans = dispatchRules.map((rule) => dispatch(shop, rule, random));
  return plans.reduce((best, plan) => (plan.makespan < best.makespan ? plan : best));
}

/** Operations that follow another one in `a` than in `b`. */
function differences(a: Member, b: Member): number {
  let count = 0;
  for (let v = 0; v < a.before.length; v += 1) if (a.before[v] !== b.before[v]) count += 1;
  return count;
}
