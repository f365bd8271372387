/**
 * What may not be undone for a while. After a move the pairs that it turned round may not turn back: "x before y" is
 * forbidden until an iteration. A move is tabu when all pairs that it makes are forbidden: one that also makes a pair
 * that is not leads somewhere else. A reassigned operation may not go back to its machine.
 */

/** A table of all pairs up to here (16 MB); beyond, pairs share slots, which forbids a little more than was meant. */
const mostSlots = 2 ** 22;

export class TabuList {
  readonly #operations: number;
  readonly #machines: number;
  readonly #isWhole: boolean;
  readonly #pairs: Int32Array;
  readonly #assigned: Int32Array;

  constructor(operations: number, machines: number) {
    this.#operations = operations;
    this.#machines = machines;
    this.#isWhole = operations * operations <= mostSlots;
    this.#pairs = new Int32Array(this.#isWhole ? operations * operations : mostSlots);
    this.#assigned = new Int32Array(operations * machines);
  }

  clear(): void {
    this.#pairs.fill(0);
    this.#assigned.fill(0);
  }

  forbidPair(x: number, y: number, until: number): void {
    this.#pairs[this.#slot(x, y)] = until;
  }

  /** Whether "x before y" is forbidden at `iteration`. */
  isPairForbidden(x: number, y: number, iteration: number): boolean {
    return (this.#pairs[this.#slot(x, y)] as number) > iteration;
  }

  forbidMachine(v: number, machine: number, until: number): void {
    this.#assigned[v * this.#machines + machine] = until;
  }

  isMachineForbidden(v: number, machine: number, iteration: number): boolean {
    return (this.#assigned[v * this.#machines + machine] as number) > iteration;
  }

  #slot(x: number, y: number): number {
    const pair = x * this.#operations + y;
    return this.#isWhole ? pair : Math.imul(pair, 0x9e3779b1) >>> 10;
  }
}
