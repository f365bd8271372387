/**
 * A small seeded generator: sfc32 (Chris Doty-Humphrey, PractRand), seeded through splitmix32.
 *
 * A stream is known by its path of names, not by how often it was used: `fork` of the same name always gives the same
 * stream. Every cause of disturbance draws from a stream of its own, so using one never moves another.
 */

import type { Random } from '@andon/core';

export interface SeededRandom extends Random {
  /** Uniform in [0, 1), 32 bits of it. */
  next(): number;
  /** Whole number, 0 … below − 1. */
  int(below: number): number;
  /** Uniform in [from, to). */
  between(from: number, to: number): number;
  /** Standard normal (Box–Muller; always two draws). */
  normal(): number;
  /** An index, drawn in proportion to the weights (≥ 0, not all 0); one draw. */
  weighted(weights: readonly number[]): number;
  /** The stream of that name below this one. Does not depend on what was drawn here. */
  fork(name: string | number): SeededRandom;
}

export function seededRandom(seed: number | string): SeededRandom {
  return stream(hash(`seed:${seed}`, 0x9e3779b9));
}

/** Index of the weight that `uniform` falls on. */
export function pickWeighted(uniform: number, weights: readonly number[]): number {
  let total = 0;
  for (const weight of weights) total += weight;
  let rest = uniform * total;
  for (let index = 0; index < weights.length; index += 1) {
    rest -= weights[index] ?? 0;
    if (rest < 0) return index;
  }
  return weights.length - 1;
}

/** Fisher–Yates on a copy. */
export function shuffled<T>(items: readonly T[], random: SeededRandom): T[] {
  const copy = [...items];
  for (let index = copy.length - 1; index > 0; index -= 1) {
    const other = random.int(index + 1);
    [copy[index], copy[other]] = [copy[other] as T, copy[index] as T];
  }
  return copy;
}

function stream(identity: number): SeededRandom {
  const mix = splitmix32(identity);
  let a = mix();
  let b = mix();
  let c = mix();
  let counter = 1;
  const draw = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return sum >>> 0;
  };
  for (let round = 0; round < 12; round += 1) draw();
  const next = (): number => draw() / 4294967296;
  return {
    next,
    int: (below) => Math.floor(next() * below),
    between: (from, to) => from + next() * (to - from),
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    weighted: (weights) => pickWeighted(next(), weights),
    fork: (name) => stream(hash(String(name), identity)),
  };
}

/** FNV-1a over the UTF-16 units, begun from `basis`, finished with a murmur3 avalanche. */
function hash(text: string, basis: number): number {
  let value = (basis ^ 0x811c9dc5) | 0;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) | 0;
}

function splitmix32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let value = state ^ (state >>> 16);
    value = Math.imul(value, 0x21f0aaad);
    value ^= value >>> 15;
    value = Math.imul(value, 0x735a2d97);
    return (value ^ (value >>> 15)) | 0;
  };
}
