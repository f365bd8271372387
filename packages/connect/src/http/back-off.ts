/** How long to wait before the next attempt, spread so that a plant's clients do not all come back in the same instant. */

import type { Random } from '@andon/core';

const firstMs = 100;
const longestMs = 10_000;

/**
 * Half of a bound that doubles, and a random share of the other half.
 *
 * @param failures in a row so far, at least 1
 * @returns milliseconds
 */
export function backOffMs(failures: number, random: Random): number {
  const boundMs = Math.min(longestMs, firstMs * 2 ** (failures - 1));
  return boundMs / 2 + random.next() * (boundMs / 2);
}
