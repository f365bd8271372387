/**
 * Tabu search on one plan. At each iteration one longest way through the graph is taken, and of the moves that can
 * shorten it the one with the least estimate is done, unless it is tabu:
 *
 * - within a block (operations of the way that follow each other on one machine) an operation goes to either edge of the
 *   block, or one from the edge goes inside: the neighbourhood N7 of Zhang, Li, Guan & Rao (2007);
 * - an operation of the way that another machine can take goes into that machine's sequence, where neither a cycle nor a
 *   longer wait can come of it, after Mastrolilli & Gambardella (2000).
 */

import type { Candidate } from './candidate.ts';
import { Estimate } from './estimate.ts';
import type { Graph } from './graph.ts';
import type { SeededRandom } from './random.ts';
import { TabuList } from './tabu-list.ts';

const behind = 0;
const before = 1;
const elsewhere = 2;

/** A move as it is remembered while the best is looked for. */
interface Move {
  kind: number;
  moved: number;
  /** Behind or before whom; for `elsewhere` the operation before the place, or none. */
  at: number;
  /** For `elsewhere` the operation after the place, or none, and the alternative taken. */
  next: number;
  choice: number;
  estimate: number;
  /** How many were as good. */
  ties: number;
}

export class Tabu {
  readonly graph: Graph;
  readonly #random: SeededRandom;
  readonly #estimate: Estimate;
  readonly #list: TabuList;
  readonly #isFlexible: boolean;
  readonly #way: Int32Array;
  readonly #tenure: number;
  readonly #tenureSpan: number;
  readonly #chosen: Move = noMove();
  readonly #fallback: Move = noMove();
  #iteration = 0;
  #best: Candidate;
  #since = 0;

  constructor(graph: Graph, random: SeededRandom) {
    const { jobs, machines, operations, altMachine } = graph.shop;
    this.graph = graph;
    this.#random = random;
    this.#estimate = new Estimate(graph);
    this.#list = new TabuList(operations, machines);
    this.#isFlexible = altMachine.length > operations;
    this.#way = new Int32Array(operations);
    // Zhang, Li, Rao & Guan (2008), "A very fast TS/SA algorithm for the job shop scheduling problem".
    this.#tenure = Math.round(10 + jobs / machines);
    this.#tenureSpan = Math.max(1, Math.round(this.#tenure * (jobs <= 2 * machines ? 0.4 : 0.5)));
    this.#best = graph.copy();
  }

  /** The best plan since the last start. */
  get best(): Candidate {
    return this.#best;
  }

  /** Iterations since that was found. */
  get sinceBest(): number {
    return this.#since;
  }

  start(from: Pick<Candidate, 'line' | 'alternative'>): void {
    this.graph.load(from);
    this.#list.clear();
    this.#iteration = 0;
    this.#since = 0;
    this.#best = this.graph.copy();
  }

  /** @returns false when there was no move: nothing on the longest way can be done otherwise */
  step(): boolean {
    this.#iteration += 1;
    this.#since += 1;
    const length = this.#walk();
    reset(this.#chosen);
    reset(this.#fallback);
    this.#blockMoves(length);
    if (this.#isFlexible) this.#machineMoves(length);
    // Where all are tabu, any of them, so that the search goes on.
    const move = this.#chosen.ties > 0 ? this.#chosen : this.#fallback;
    if (move.ties === 0) return false;
    this.#do(move);
    if (this.graph.makespan < this.#best.makespan) {
      this.#best = this.graph.copy();
      this.#since = 0;
    }
    return true;
  }

  /** One longest way from start to end, each equal turn by chance; its length. */
  #walk(): number {
    const { shop, none, end, tail, duration, jobAfter, machineAfter, makespan } = this.graph;
    const random = this.#random;
    let v = none;
    let ties = 0;
    for (let job = 0; job < shop.jobs; job += 1) {
      const first = shop.jobFirst[job] as number;
      if (tail[first] !== makespan || end[first] !== duration[first]) continue;
      ties += 1;
      if (ties === 1 || random.below(ties) === 0) v = first;
    }
    let length = 0;
    let reached = 0;
    while (v !== none) {
      this.#way[length++] = v;
      reached += duration[v] as number;
      const left = makespan - reached;
      const inJob = jobAfter[v] as number;
      const onMachine = machineAfter[v] as number;
      const isJob =
        inJob !== none && tail[inJob] === left && (end[inJob] as number) - (duration[inJob] as number) === reached;
      const isMachine =
        onMachine !== none &&
        tail[onMachine] === left &&
        (end[onMachine] as number) - (duration[onMachine] as number) === reached;
      if (isJob && isMachine) v = random.below(2) === 0 ? inJob : onMachine;
      else v = isJob ? inJob : isMachine ? onMachine : none;
    }
    return length;
  }

  #blockMoves(length: number): void {
    const way = this.#way;
    const { machineAfter } = this.graph;
    for (let from = 0; from < length; ) {
      let to = from;
      while (to + 1 < length && machineAfter[way[to] as number] === way[to + 1]) to += 1;
      // Nothing is gained at the start of the first block, or at the end of the last: the way there stays as long.
      if (to > from) this.#movesOf(from, to, from > 0, to < length - 1);
      from = to + 1;
    }
  }

  #movesOf(from: number, to: number, atStart: boolean, atEnd: boolean): void {
    const way = this.#way;
    const first = way[from] as number;
    const last = way[to] as number;
    if (to === from + 1) {
      if (atStart || atEnd) this.#tryBehind(first, last);
      return;
    }
    if (atEnd) {
      for (let at = from; at < to; at += 1) this.#tryBehind(way[at] as number, last);
      for (let at = from + 1; at < to; at += 1) this.#tryBefore(last, way[at] as number);
    }
    if (atStart) {
      for (let at = from + 1; at <= to; at += 1) this.#tryBefore(way[at] as number, first);
      for (let at = from + 1; at < to; at += 1) this.#tryBehind(first, way[at] as number);
    }
  }

  #tryBehind(u: number, v: number): void {
    const { tail, duration, jobAfter, machineAfter } = this.graph;
    const next = jobAfter[u] as number;
    // A way from u's follower in the job to v would be at least this long.
    if ((tail[next] as number) >= (duration[next] as number) + (tail[v] as number)) return;
    let isTabu = true;
    for (let x = u; x !== v && isTabu; ) {
      x = machineAfter[x] as number;
      isTabu = this.#list.isPairForbidden(x, u, this.#iteration);
    }
    this.#consider(behind, u, v, 0, 0, this.#estimate.behind(u, v), isTabu);
  }

  #tryBefore(v: number, u: number): void {
    const { end, duration, jobBefore, machineBefore } = this.graph;
    const previous = jobBefore[v] as number;
    if ((end[previous] as number) >= (duration[previous] as number) + (end[u] as number)) return;
    let isTabu = true;
    for (let x = v; x !== u && isTabu; ) {
      x = machineBefore[x] as number;
      isTabu = this.#list.isPairForbidden(v, x, this.#iteration);
    }
    this.#consider(before, v, u, 0, 0, this.#estimate.before(v, u), isTabu);
  }

  #machineMoves(length: number): void {
    const { shop, alternative } = this.graph;
    for (let at = 0; at < length; at += 1) {
      const v = this.#way[at] as number;
      const until = shop.altFirst[v + 1] as number;
      for (let choice = shop.altFirst[v] as number; choice < until; choice += 1) {
        if (choice !== alternative[v]) this.#placesOn(v, choice);
      }
    }
  }

  /** The places on another machine between all that ends before `v` can start and all that starts after it must end. */
  #placesOn(v: number, choice: number): void {
    const { shop, none, end, tail, duration, jobBefore, jobAfter, machineAfter, machineFirst } = this.graph;
    const machine = shop.altMachine[choice] as number;
    const takes = shop.altDuration[choice] as number;
    const inJobBefore = jobBefore[v] as number;
    const inJobAfter = jobAfter[v] as number;
    const ready = end[inJobBefore] as number;
    const left = tail[inJobAfter] as number;
    // Whoever starts from here on may follow v's follower, and whoever has a tail as long may precede its predecessor.
    const tooLate = inJobAfter === none ? Number.POSITIVE_INFINITY : (end[inJobAfter] as number);
    const tooEarly = inJobBefore === none ? Number.POSITIVE_INFINITY : (tail[inJobBefore] as number);
    const isTabu = this.#list.isMachineForbidden(v, machine, this.#iteration);
    let previous = none;
    let next = machineFirst[machine] as number;
    while (next !== none && (end[next] as number) <= ready) {
      previous = next;
      next = machineAfter[next] as number;
    }
    for (;;) {
      if (previous !== none && (end[previous] as number) - (duration[previous] as number) >= tooLate) return;
      if (next === none || (tail[next] as number) - (duration[next] as number) < tooEarly) {
        const start = Math.max(ready, end[previous] as number);
        const rest = Math.max(left, tail[next] as number);
        this.#consider(elsewhere, v, previous, next, choice, start + takes + rest, isTabu);
      }
      if (next === none || (tail[next] as number) <= left) return;
      previous = next;
      next = machineAfter[next] as number;
    }
  }

  #consider(
    kind: number,
    moved: number,
    at: number,
    next: number,
    choice: number,
    estimate: number,
    isTabu: boolean,
  ): void {
    const isAllowed = !isTabu || estimate < this.#best.makespan;
    const move = isAllowed ? this.#chosen : this.#fallback;
    if (isAllowed && estimate > move.estimate) return;
    // Among tabu moves all count alike.
    if (isAllowed && estimate < move.estimate) move.ties = 0;
    move.ties += 1;
    if (move.ties > 1 && this.#random.below(move.ties) !== 0) return;
    move.kind = kind;
    move.moved = moved;
    move.at = at;
    move.next = next;
    move.choice = choice;
    move.estimate = estimate;
  }

  /** A move that the conditions let through although it closes a cycle changes nothing; the next way will be another. */
  #do({ kind, moved, at, next, choice }: Move): void {
    const { machineBefore, machineAfter, shop, alternative } = this.graph;
    const list = this.#list;
    const until = this.#iteration + this.#tenure + this.#random.below(this.#tenureSpan);
    if (kind === behind) {
      for (let x = moved; x !== at; ) {
        x = machineAfter[x] as number;
        list.forbidPair(moved, x, until);
      }
      this.graph.moveBehind(moved, at);
    } else if (kind === before) {
      for (let x = moved; x !== at; ) {
        x = machineBefore[x] as number;
        list.forbidPair(x, moved, until);
      }
      this.graph.moveBefore(moved, at);
    } else {
      list.forbidMachine(moved, shop.altMachine[alternative[moved] as number] as number, until);
      this.graph.reassign(moved, choice, at, next);
    }
  }
}

function noMove(): Move {
  return { kind: behind, moved: 0, at: 0, next: 0, choice: 0, estimate: 0, ties: 0 };
}

function reset(move: Move): void {
  move.ties = 0;
  move.estimate = Number.POSITIVE_INFINITY;
}
