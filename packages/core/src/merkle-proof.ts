/**
 * Proofs about the Merkle tree: that an event is in it (inclusion), and that a later tree begins with an earlier one
 * (consistency). RFC 9162, sections 2.1.3 and 2.1.4; the proofs are those of RFC 6962.
 *
 * A proof is a list of roots of subtrees. Which ones follows from the sizes alone, so they are gathered in one pass over
 * the leaves, of which none is kept.
 */

import { appendLeaf, emptyFrontier, frontierRoot, nodeHash, type TreeFrontier } from './merkle.ts';

/** Leaves `from` (inclusive) to `to` (exclusive), counted from 0. */
export interface LeafRange {
  readonly from: number;
  readonly to: number;
}

export interface ProofGatherer {
  /** The next leaf, from the first one on. */
  take(leaf: string): void;
  /** Once every leaf was taken. */
  proof(): readonly string[];
}

/** @param index of the leaf, 0 ≤ index < size */
export function inclusionRanges(index: number, size: number): readonly LeafRange[] {
  return path(index, { from: 0, to: size });
}

/** @param first size of the earlier tree, 0 < first ≤ second */
export function consistencyRanges(first: number, second: number): readonly LeafRange[] {
  return first === second ? [] : subproof(first, { from: 0, to: second }, true);
}

/** Gathers the roots of `ranges` in their order. */
export function gatherProof(ranges: readonly LeafRange[]): ProofGatherer {
  const parts = ranges.map((range) => ({ ...range, tree: emptyFrontier as TreeFrontier }));
  const inOrder = parts.toSorted((a, b) => a.from - b.from);
  let index = 0;
  let next = 0;
  return {
    take(leaf) {
      while (next < inOrder.length && index >= (inOrder[next]?.to ?? 0)) next += 1;
      const part = inOrder[next];
      if (part && index >= part.from) part.tree = appendLeaf(part.tree, leaf);
      index += 1;
    },
    proof: () => parts.map(({ tree }) => frontierRoot(tree)),
  };
}

export interface Inclusion {
  /** Of the leaf, from 0. */
  readonly index: number;
  /** Of the tree. */
  readonly size: number;
  /** Hash of the leaf. */
  readonly leaf: string;
  readonly proof: readonly string[];
  readonly root: string;
}

export function provesInclusion({ index, size, leaf, proof, root }: Inclusion): boolean {
  if (!(Number.isSafeInteger(index) && Number.isSafeInteger(size) && index >= 0 && index < size)) return false;
  let at = index;
  let last = size - 1;
  let hash = leaf;
  for (const other of proof) {
    if (last === 0) return false;
    if (isOdd(at) || at === last) {
      hash = nodeHash(other, hash);
      while (!isOdd(at) && at !== 0) [at, last] = [half(at), half(last)];
    } else hash = nodeHash(hash, other);
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && hash === root;
}

export interface Consistency {
  /** Size of the earlier tree, above 0. */
  readonly first: number;
  /** Size of the later one. */
  readonly second: number;
  readonly firstRoot: string;
  readonly secondRoot: string;
  readonly proof: readonly string[];
}

export function provesConsistency({ first, second, firstRoot, secondRoot, proof }: Consistency): boolean {
  if (!(Number.isSafeInteger(first) && Number.isSafeInteger(second) && first > 0 && first <= second)) return false;
  if (first === second) return proof.length === 0 && firstRoot === secondRoot;
  let at = first - 1;
  let last = second - 1;
  while (isOdd(at)) [at, last] = [half(at), half(last)];
  // A perfect earlier tree is itself the subtree to begin with, and need not be told.
  const [begin, ...others] = at === 0 ? [firstRoot, ...proof] : proof;
  if (begin === undefined) return false;
  let earlier = begin;
  let later = begin;
  for (const other of others) {
    if (last === 0) return false;
    if (isOdd(at) || at === last) {
      earlier = nodeHash(other, earlier);
      later = nodeHash(other, later);
      while (!isOdd(at) && at !== 0) [at, last] = [half(at), half(last)];
    } else later = nodeHash(later, other);
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && earlier === firstRoot && later === secondRoot;
}

function path(index: number, { from, to }: LeafRange): LeafRange[] {
  if (to - from === 1) return [];
  const middle = from + splitOf(to - from);
  return index < middle
    ? [...path(index, { from, to: middle }), { from: middle, to }]
    : [...path(index, { from: middle, to }), { from, to: middle }];
}

/** @param isKnown whether the subtree is the earlier tree itself, whose root the reader has */
function subproof(first: number, { from, to }: LeafRange, isKnown: boolean): LeafRange[] {
  if (first === to) return isKnown ? [] : [{ from, to }];
  const middle = from + splitOf(to - from);
  return first <= middle
    ? [...subproof(first, { from, to: middle }, isKnown), { from: middle, to }]
    : [...subproof(first, { from: middle, to }, false), { from, to: middle }];
}

/** The largest power of two below `size`, which is above 1. */
function splitOf(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

const isOdd = (number: number): boolean => number % 2 === 1;
const half = (number: number): number => Math.floor(number / 2);
