/**
 * What will happen, by plant time; things of the same instant in the order they were put down. A binary heap.
 */

export interface Agenda<T> {
  add(at: number, what: T): void;
  /** When the first thing happens; `null` when nothing will. */
  nextAt(): number | null;
  /** Takes the first thing out if it happens at or before `until`. */
  takeUntil(until: number): { readonly at: number; readonly what: T } | null;
  clear(): void;
}

interface Entry<T> {
  readonly at: number;
  readonly turn: number;
  readonly what: T;
}

export function agenda<T>(): Agenda<T> {
  const heap: Entry<T>[] = [];
  let turn = 0;
  const before = (a: Entry<T>, b: Entry<T>): boolean => a.at < b.at || (a.at === b.at && a.turn < b.turn);

  return {
    add(at, what) {
      const entry = { at, turn, what };
      turn += 1;
      let hole = heap.length;
      heap.push(entry);
      while (hole > 0) {
        const parent = (hole - 1) >> 1;
        const above = heap[parent] as Entry<T>;
        if (!before(entry, above)) break;
        heap[hole] = above;
        hole = parent;
      }
      heap[hole] = entry;
    },
    nextAt: () => heap[0]?.at ?? null,
    takeUntil(until) {
      const first = heap[0];
      if (first === undefined || first.at > until) return null;
      const last = heap.pop() as Entry<T>;
      if (heap.length > 0) sink(heap, last, before);
      return first;
    },
    clear() {
      heap.length = 0;
    },
  };
}

function sink<T>(heap: Entry<T>[], entry: Entry<T>, before: (a: Entry<T>, b: Entry<T>) => boolean): void {
  let hole = 0;
  for (;;) {
    let child = 2 * hole + 1;
    if (child >= heap.length) break;
    const right = heap[child + 1];
    if (right !== undefined && before(right, heap[child] as Entry<T>)) child += 1;
    const below = heap[child] as Entry<T>;
    if (!before(below, entry)) break;
    heap[hole] = below;
    hole = child;
  }
  heap[hole] = entry;
}
