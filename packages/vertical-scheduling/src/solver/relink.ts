/**
 * Path relinking between two plans. The rank of an operation by its start is a number in either; between the two lies
 * `share · rank in b + (1 − share) · rank in a`. Sorted by it, the operations stand in a line again in which nothing comes
 * before what it waits for in its job, since that held in both; and whatever pair of operations both plans have in one order
 * keeps it. So each point on the way is a plan, without repair.
 */

import { type Candidate, startTimes } from './candidate.ts';
import type { SeededRandom } from './random.ts';
import type { Shop } from './shop.ts';

/** @param share  0 is `a`, 1 is `b` */
export function relink(
  shop: Shop,
  a: Candidate,
  b: Candidate,
  share: number,
  random: SeededRandom,
): Pick<Candidate, 'line' | 'alternative'> {
  const inA = ranks(shop, a);
  const inB = ranks(shop, b);
  const key = Float64Array.from(inA, (rank, v) => (1 - share) * rank + share * (inB[v] as number));
  const line = Int32Array.from(key, (_, v) => v).sort((x, y) => (key[x] as number) - (key[y] as number) || x - y);
  const alternative = a.alternative.map((choice, v) => {
    const other = b.alternative[v] as number;
    return other === choice || random.next() >= share ? choice : other;
  });
  return { line, alternative };
}

/** Where each operation stands in a line of all by their starts. */
function ranks(shop: Shop, candidate: Candidate): Int32Array {
  const starts = startTimes(shop, candidate);
  const place = new Int32Array(shop.operations);
  for (const [at, v] of candidate.line.entries()) place[v] = at;
  const byStart = candidate.line
    .slice()
    .sort((x, y) => (starts[x] as number) - (starts[y] as number) || (place[x] as number) - (place[y] as number));
  const rank = new Int32Array(shop.operations);
  for (const [at, v] of byStart.entries()) rank[v] = at;
  return rank;
}
