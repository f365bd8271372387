/**
 * What no plan can be better than. Proved from the instance alone:
 *
 * - no job is shorter than its operations one after the other;
 * - no machine can do better with what only it can take, even if it may interrupt work: Jackson's preemptive schedule with
 *   heads and tails (Carlier & Pinson 1989);
 * - what only some machines can take fills them at least evenly.
 */

import type { Shop } from './shop.ts';

/** Different sets of machines that are looked at. */
const mostSets = 64;

export function lowerBound(shop: Shop): number {
  const heads = headsOf(shop);
  const tails = tailsOf(shop);
  let bound = 0;
  for (let v = 0; v < shop.operations; v += 1) {
    bound = Math.max(bound, (heads[v] as number) + (shop.least[v] as number) + (tails[v] as number));
  }
  for (const { machines, operations } of machineSets(shop)) {
    const found =
      machines.size === 1
        ? preemptive(operations, heads, shop.least, tails)
        : evenly(operations, machines.size, heads, shop.least, tails);
    bound = Math.max(bound, found);
  }
  return bound;
}

interface MachineSet {
  readonly machines: ReadonlySet<number>;
  /** All that no machine outside of the set can take. */
  readonly operations: readonly number[];
}

function machineSets(shop: Shop): readonly MachineSet[] {
  const bySet = new Map<string, { machines: ReadonlySet<number>; operations: number[] }>();
  for (let v = 0; v < shop.operations; v += 1) {
    const machines = [...shop.altMachine.subarray(shop.altFirst[v], shop.altFirst[v + 1])].sort((a, b) => a - b);
    const key = machines.join();
    const known = bySet.get(key);
    if (known) known.operations.push(v);
    else bySet.set(key, { machines: new Set(machines), operations: [v] });
  }
  const own = [...bySet.values()];
  const single = own.filter(({ machines }) => machines.size === 1);
  const several = own.filter(({ machines }) => machines.size > 1).slice(0, mostSets);
  const every = { machines: new Set(own.flatMap(({ machines }) => [...machines])), operations: [] };
  const closed = [...several, every].map(({ machines }) => ({
    machines,
    operations: own
      .filter((other) => [...other.machines].every((machine) => machines.has(machine)))
      .flatMap(({ operations }) => operations),
  }));
  return [...single, ...closed];
}

function headsOf({ operations, jobOf, least }: Shop): Int32Array {
  const heads = new Int32Array(operations);
  for (let v = 1; v < operations; v += 1) {
    if (jobOf[v] === jobOf[v - 1]) heads[v] = (heads[v - 1] as number) + (least[v - 1] as number);
  }
  return heads;
}

function tailsOf({ operations, jobOf, least }: Shop): Int32Array {
  const tails = new Int32Array(operations);
  for (let v = operations - 2; v >= 0; v -= 1) {
    if (jobOf[v] === jobOf[v + 1]) tails[v] = (tails[v + 1] as number) + (least[v + 1] as number);
  }
  return tails;
}

function evenly(
  operations: readonly number[],
  machines: number,
  heads: Int32Array,
  least: Int32Array,
  tails: Int32Array,
): number {
  let head = Number.POSITIVE_INFINITY;
  let tail = Number.POSITIVE_INFINITY;
  let work = 0;
  for (const v of operations) {
    head = Math.min(head, heads[v] as number);
    tail = Math.min(tail, tails[v] as number);
    work += least[v] as number;
  }
  return head + Math.ceil(work / machines) + tail;
}

/** At every moment the machine works on what has the longest tail of all that is there, and leaves off for what is longer. */
function preemptive(operations: readonly number[], heads: Int32Array, least: Int32Array, tails: Int32Array): number {
  const arriving = [...operations].sort((a, b) => (heads[a] as number) - (heads[b] as number));
  const left = new Map(operations.map((v) => [v, least[v] as number]));
  const waiting = new TailHeap(tails);
  let now = 0;
  let bound = 0;
  for (let at = 0; at < arriving.length || waiting.size > 0; ) {
    if (waiting.size === 0) now = Math.max(now, heads[arriving[at] as number] as number);
    while (at < arriving.length && (heads[arriving[at] as number] as number) <= now)
      waiting.add(arriving[at++] as number);
    const v = waiting.top;
    const work = left.get(v) as number;
    const next = at < arriving.length ? (heads[arriving[at] as number] as number) : Number.POSITIVE_INFINITY;
    const done = Math.min(work, next - now);
    now += done;
    left.set(v, work - done);
    if (done < work) continue;
    waiting.removeTop();
    bound = Math.max(bound, now + (tails[v] as number));
  }
  return bound;
}

/** A binary heap with the longest tail on top. */
class TailHeap {
  readonly #tails: Int32Array;
  readonly #items: number[] = [];

  constructor(tails: Int32Array) {
    this.#tails = tails;
  }

  get size(): number {
    return this.#items.length;
  }

  get top(): number {
    return this.#items[0] as number;
  }

  add(v: number): void {
    const items = this.#items;
    let at = items.push(v) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#tail(parent) >= this.#tail(at)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  removeTop(): void {
    const items = this.#items;
    this.#swap(0, items.length - 1);
    items.pop();
    for (let at = 0; ; ) {
      let longest = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < items.length && this.#tail(child) > this.#tail(longest)) longest = child;
      }
      if (longest === at) return;
      this.#swap(at, longest);
      at = longest;
    }
  }

  #tail(at: number): number {
    return this.#tails[this.#items[at] as number] as number;
  }

  #swap(a: number, b: number): void {
    const held = this.#items[a] as number;
    this.#items[a] = this.#items[b] as number;
    this.#items[b] = held;
  }
}
