/**
 * A small seeded generator, so that training twice gives the same model bit by bit.
 * sfc32 from PractRand (Doty-Humphrey), 128 bits of state, integer arithmetic only: equal on every platform.
 * Not for secrets.
 */

export interface SeededRandom {
  /** Uniform in [0, 1), in steps of 2^-32. */
  next(): number;
  /** Uniform integer in [0, limit), 1 ≤ limit ≤ 2^32. */
  below(limit: number): number;
}

/**
 * @param seed    any integer; its low 32 bits count
 * @param stream  independent sequences of one seed, for example one a tree: the trees stay the same however many
 *                of them are grown and in whatever order
 */
export function seededRandom(seed: number, stream = 0): SeededRandom {
  let a = seed | 0;
  let b = stream | 0;
  let c = 0x9e3779b9 | 0;
  let counter = 1;

  const next32 = (): number => {
    const result = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + result) | 0;
    return result >>> 0;
  };
  // Seeds that differ in one bit need about a dozen rounds until their sequences have nothing in common.
  for (let round = 0; round < 20; round += 1) next32();

  const next = (): number => next32() / 4294967296;
  return { next, below: (limit) => Math.floor(next() * limit) };
}

/** Fisher–Yates, in place. */
export function shuffle(items: { [index: number]: number; readonly length: number }, random: SeededRandom): void {
  for (let last = items.length - 1; last > 0; last -= 1) {
    const pick = random.below(last + 1);
    const held = items[last] as number;
    items[last] = items[pick] as number;
    items[pick] = held;
  }
}
