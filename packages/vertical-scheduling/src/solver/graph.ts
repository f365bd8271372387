/**
 * The disjunctive graph of one plan: who follows whom in the job and on the machine, when each operation ends at the
 * earliest, and how long it is from its start to the end of all. A move is done in place, and only what it can have
 * changed is computed again, in topological order, as in Nowicki & Smutnicki (2005), "An advanced tabu search algorithm
 * for the job shop problem".
 *
 * `none` (one more than the last operation) stands for "no operation": it ends at 0 and has no tail, which spares the
 * inner loops their questions.
 */

import type { Candidate } from './candidate.ts';
import type { Shop } from './shop.ts';

export class Graph {
  readonly shop: Shop;
  readonly none: number;
  readonly jobBefore: Int32Array;
  readonly jobAfter: Int32Array;
  readonly machineBefore: Int32Array;
  readonly machineAfter: Int32Array;
  readonly duration: Int32Array;
  readonly alternative: Int32Array;
  /** By machine, the operation that comes first on it. */
  readonly machineFirst: Int32Array;
  /** Earliest end of each operation. */
  readonly end: Int32Array;
  /** Longest way from the start of each operation to the end of all, its own duration included. */
  readonly tail: Int32Array;
  makespan = 0;

  /** A topological order, and the place of each operation in it. */
  readonly #line: Int32Array;
  readonly #place: Int32Array;
  readonly #marked: Uint8Array;
  readonly #held: Int32Array;

  constructor(shop: Shop) {
    const count = shop.operations;
    this.shop = shop;
    this.none = count;
    const links = () => new Int32Array(count + 1).fill(count);
    this.jobBefore = links();
    this.jobAfter = links();
    for (let v = 0; v + 1 < count; v += 1) {
      if (shop.jobOf[v] !== shop.jobOf[v + 1]) continue;
      this.jobAfter[v] = v + 1;
      this.jobBefore[v + 1] = v;
    }
    this.machineBefore = links();
    this.machineAfter = links();
    this.duration = new Int32Array(count + 1);
    this.alternative = new Int32Array(count);
    this.machineFirst = new Int32Array(shop.machines);
    this.end = new Int32Array(count + 1);
    this.tail = new Int32Array(count + 1);
    this.#line = new Int32Array(count);
    this.#place = new Int32Array(count + 1);
    this.#marked = new Uint8Array(count + 1);
    this.#held = new Int32Array(count);
  }

  /** Becomes this plan. */
  load({ line, alternative }: Pick<Candidate, 'line' | 'alternative'>): void {
    const { shop, none, machineBefore, machineAfter, machineFirst, duration } = this;
    this.#line.set(line);
    this.alternative.set(alternative);
    this.#place[none] = -1;
    machineFirst.fill(none);
    const last = new Int32Array(shop.machines).fill(none);
    for (let at = 0; at < line.length; at += 1) {
      const v = line[at] as number;
      const choice = alternative[v] as number;
      const machine = shop.altMachine[choice] as number;
      const before = last[machine] as number;
      this.#place[v] = at;
      duration[v] = shop.altDuration[choice] as number;
      machineBefore[v] = before;
      machineAfter[v] = none;
      if (before === none) machineFirst[machine] = v;
      else machineAfter[before] = v;
      last[machine] = v;
    }
    this.#updateEnds(0, line.length - 1);
    this.#updateTails(line.length - 1, 0);
  }

  /** The plan as it stands now. */
  copy(): Candidate {
    return { makespan: this.makespan, line: this.#line.slice(), alternative: this.alternative.slice() };
  }

  /**
   * Takes `u` out of its machine's sequence and puts it right behind `v`, which comes later there.
   *
   * @returns false, and nothing has changed, where that would close a cycle
   */
  moveBehind(u: number, v: number): boolean {
    const { machineBefore, machineAfter, none } = this;
    const before = machineBefore[u] as number;
    const follower = machineAfter[u] as number;
    const after = machineAfter[v] as number;
    const from = this.#place[u] as number;
    const to = this.#place[v] as number;
    this.#link(before, follower, u);
    this.#link(v, u, u);
    this.#link(u, after, u);
    if (!this.#orderForwards(u, v, from, to)) {
      this.#link(v, after, u);
      this.#link(before, u, u);
      this.#link(u, follower, u);
      return false;
    }
    this.#updateEnds(from, after === none ? to : Math.max(to, this.#place[after] as number));
    this.#updateTails(to, before === none ? from : Math.min(from, this.#place[before] as number));
    return true;
  }

  /**
   * Takes `v` out of its machine's sequence and puts it right before `u`, which comes earlier there.
   *
   * @returns false, and nothing has changed, where that would close a cycle
   */
  moveBefore(v: number, u: number): boolean {
    const { machineBefore, machineAfter, none } = this;
    const before = machineBefore[u] as number;
    const leader = machineBefore[v] as number;
    const after = machineAfter[v] as number;
    const from = this.#place[u] as number;
    const to = this.#place[v] as number;
    this.#link(leader, after, v);
    this.#link(before, v, v);
    this.#link(v, u, v);
    if (!this.#orderBackwards(v, u, from, to)) {
      this.#link(before, u, v);
      this.#link(leader, v, v);
      this.#link(v, after, v);
      return false;
    }
    this.#updateEnds(from, after === none ? to : Math.max(to, this.#place[after] as number));
    this.#updateTails(to, before === none ? from : Math.min(from, this.#place[before] as number));
    return true;
  }

  /**
   * Gives `v` another alternative, on another machine, right before `next` there, or last where `next` is `none`.
   *
   * @param previous  the one before `next` on that machine, or `none`
   * @returns false, and nothing has changed, where that would close a cycle
   */
  reassign(v: number, choice: number, previous: number, next: number): boolean {
    const before = this.machineBefore[v] as number;
    const after = this.machineAfter[v] as number;
    const held = this.alternative[v] as number;
    this.#link(before, after, v);
    this.#take(v, choice);
    this.#link(previous, v, v);
    this.#link(v, next, v);
    if (!this.#orderAnew()) {
      this.#link(previous, next, v);
      this.#take(v, held);
      this.#link(before, v, v);
      this.#link(v, after, v);
      return false;
    }
    this.#updateEnds(0, this.none - 1);
    this.#updateTails(this.none - 1, 0);
    return true;
  }

  #take(v: number, choice: number): void {
    this.alternative[v] = choice;
    this.duration[v] = this.shop.altDuration[choice] as number;
  }

  /** @param on  an operation that tells the machine: one of the two, or one that has just left */
  #link(a: number, b: number, on: number): void {
    const { none, machineBefore, machineAfter, machineFirst, shop } = this;
    if (a === none) machineFirst[shop.altMachine[this.alternative[on] as number] as number] = b;
    else machineAfter[a] = b;
    if (b !== none) machineBefore[b] = a;
  }

  /** In the stretch of the line between both, whatever `u` now precedes goes behind all that it does not. */
  #orderForwards(u: number, v: number, from: number, to: number): boolean {
    const line = this.#line;
    const place = this.#place;
    const marked = this.#marked;
    const held = this.#held;
    const { jobBefore, machineBefore } = this;
    marked[u] = 1;
    let count = 0;
    for (let at = from + 1; at <= to; at += 1) {
      const x = line[at] as number;
      if (marked[jobBefore[x] as number] === 1 || (x !== u && marked[machineBefore[x] as number] === 1)) {
        marked[x] = 1;
        held[count++] = x;
      }
    }
    const isFree = marked[v] === 0;
    if (isFree) {
      let write = from;
      for (let at = from + 1; at <= to; at += 1) {
        const x = line[at] as number;
        if (marked[x] === 1) continue;
        line[write] = x;
        place[x] = write++;
      }
      line[write] = u;
      place[u] = write++;
      for (let at = 0; at < count; at += 1) {
        const x = held[at] as number;
        line[write] = x;
        place[x] = write++;
      }
    }
    marked[u] = 0;
    for (let at = 0; at < count; at += 1) marked[held[at] as number] = 0;
    return isFree;
  }

  /** The mirror image: whatever now precedes `v` goes before all that does not. */
  #orderBackwards(v: number, u: number, from: number, to: number): boolean {
    const line = this.#line;
    const place = this.#place;
    const marked = this.#marked;
    const held = this.#held;
    const { jobAfter, machineAfter } = this;
    marked[v] = 1;
    let count = 0;
    for (let at = to - 1; at >= from; at -= 1) {
      const x = line[at] as number;
      if (marked[jobAfter[x] as number] === 1 || marked[machineAfter[x] as number] === 1) {
        marked[x] = 1;
        held[count++] = x;
      }
    }
    const isFree = marked[u] === 0;
    if (isFree) {
      let write = to;
      for (let at = to - 1; at >= from; at -= 1) {
        const x = line[at] as number;
        if (marked[x] === 1) continue;
        line[write] = x;
        place[x] = write--;
      }
      line[write] = v;
      place[v] = write--;
      for (let at = 0; at < count; at += 1) {
        const x = held[at] as number;
        line[write] = x;
        place[x] = write--;
      }
    }
    marked[v] = 0;
    for (let at = 0; at < count; at += 1) marked[held[at] as number] = 0;
    return isFree;
  }

  /** The whole line from nothing (Kahn 1962); false, and the line as it was, where there is a cycle. */
  #orderAnew(): boolean {
    const { none, jobBefore, jobAfter, machineBefore, machineAfter } = this;
    const waits = this.#marked;
    const queue = this.#held;
    let write = 0;
    for (let v = 0; v < none; v += 1) {
      waits[v] = (jobBefore[v] === none ? 0 : 1) + (machineBefore[v] === none ? 0 : 1);
      if (waits[v] === 0) queue[write++] = v;
    }
    for (let read = 0; read < write; read += 1) {
      const v = queue[read] as number;
      const inJob = jobAfter[v] as number;
      if (inJob !== none && settles(waits, inJob)) queue[write++] = inJob;
      const onMachine = machineAfter[v] as number;
      if (onMachine !== none && settles(waits, onMachine)) queue[write++] = onMachine;
    }
    waits.fill(0);
    if (write < none) return false;
    this.#line.set(queue);
    for (let at = 0; at < none; at += 1) this.#place[queue[at] as number] = at;
    return true;
  }

  /** From `from` to `least` in the line, and further for as long as a change goes on. */
  #updateEnds(from: number, least: number): void {
    const line = this.#line;
    const place = this.#place;
    const { end, duration, jobBefore, jobAfter, machineBefore, machineAfter, shop } = this;
    let until = least;
    for (let at = from; at <= until; at += 1) {
      const v = line[at] as number;
      const byJob = end[jobBefore[v] as number] as number;
      const byMachine = end[machineBefore[v] as number] as number;
      const found = (byJob > byMachine ? byJob : byMachine) + (duration[v] as number);
      if (found === end[v]) continue;
      end[v] = found;
      const inJob = place[jobAfter[v] as number] as number;
      if (inJob > until) until = inJob;
      const onMachine = place[machineAfter[v] as number] as number;
      if (onMachine > until) until = onMachine;
    }
    let latest = 0;
    for (let job = 1; job <= shop.jobs; job += 1) {
      const last = end[(shop.jobFirst[job] as number) - 1] as number;
      if (last > latest) latest = last;
    }
    this.makespan = latest;
  }

  /** From `from` back to `most` in the line, and further for as long as a change goes on. */
  #updateTails(from: number, most: number): void {
    const line = this.#line;
    const place = this.#place;
    const { none, tail, duration, jobBefore, jobAfter, machineBefore, machineAfter } = this;
    let until = most;
    for (let at = from; at >= until; at -= 1) {
      const v = line[at] as number;
      const byJob = tail[jobAfter[v] as number] as number;
      const byMachine = tail[machineAfter[v] as number] as number;
      const found = (byJob > byMachine ? byJob : byMachine) + (duration[v] as number);
      if (found === tail[v]) continue;
      tail[v] = found;
      const inJob = jobBefore[v] as number;
      if (inJob !== none && (place[inJob] as number) < until) until = place[inJob] as number;
      const onMachine = machineBefore[v] as number;
      if (onMachine !== none && (place[onMachine] as number) < until) until = place[onMachine] as number;
    }
  }
}

/** One of those that `v` waits for has come: was it the last? */
function settles(waits: Uint8Array, v: number): boolean {
  const left = (waits[v] as number) - 1;
  waits[v] = left;
  return left === 0;
}
