/** What was asked of `andon schedule solve`, checked before a file is read. */

import { AndonError } from '@andon/core';
import { type ShopKind, type SolveOptions, shopKinds } from '@andon/vertical-scheduling';

/** As commander hands them over: text, or absent. */
export interface ScheduleSolveFlags {
  readonly format?: string;
  readonly time?: string;
  readonly threads?: string;
  readonly seed?: string;
  readonly iterations?: string;
  readonly json?: string;
  readonly html?: string;
  readonly lang?: string;
}

const mostSeconds = 86_400;

/** @throws AndonError('config.invalid') naming the flag */
export function solveOptions(flags: ScheduleSolveFlags): SolveOptions {
  const time = flags.time === undefined ? undefined : numberOf(flags.time);
  if (time !== undefined && !(time >= 0.01 && time <= mostSeconds)) {
    refuse('--time', `"${flags.time}" is not a number of seconds from 0.01 to ${mostSeconds}`);
  }
  const iterations = wholeOf('--iterations', flags.iterations, 1, 1e12);
  return {
    ...(time === undefined ? {} : { timeMs: Math.round(time * 1000) }),
    ...(iterations === undefined ? {} : { iterations }),
    threads: wholeOf('--threads', flags.threads, 1, 16) ?? 2,
    seed: wholeOf('--seed', flags.seed, 0, Number.MAX_SAFE_INTEGER) ?? 1,
  };
}

/** @throws AndonError('config.invalid') */
export function formatOf(format: string | undefined): ShopKind | undefined {
  const known = shopKinds.find((kind) => kind === format);
  if (format !== undefined && known === undefined) {
    refuse('--format', `"${format}" is none of ${shopKinds.join(', ')}`);
  }
  return known;
}

function wholeOf(flag: string, given: string | undefined, least: number, most: number): number | undefined {
  if (given === undefined) return undefined;
  const value = numberOf(given);
  if (!Number.isSafeInteger(value) || value < least || value > most) {
    refuse(flag, `"${given}" is not a whole number from ${least} to ${most}`);
  }
  return value;
}

function numberOf(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}

function refuse(path: string, problem: string): never {
  throw new AndonError('config.invalid', { path, problem });
}
