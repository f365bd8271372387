/** The benchmark shops and the best that is known of them, where they lie; they are never copied into the repository. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AndonError } from '@andon/sdk';
import { type Instance, readInstance, taillardJobshop, taillardNames } from '../src/index.ts';

/** `ANDON_DATA`, else the folder `shared/data` beside the repository. */
export const defaultDataFolder = process.env.ANDON_DATA ?? join(import.meta.dirname, '../../../../shared/data');

export interface Known {
  /** Proved by somebody. */
  readonly lower: number;
  /** The best plan that anybody has. */
  readonly upper: number;
}

export interface Benchmark {
  readonly name: string;
  readonly family: string;
  /** `null` where the table says nothing. The search never sees it. */
  readonly known: Known | null;
  readonly instance: () => Instance;
}

export const hasBenchmarks = (dataFolder: string): boolean => existsSync(tableOf(dataFolder));

/** Those with a best known value, by name. */
export function listBenchmarks(dataFolder: string): readonly Benchmark[] {
  const table = JSON.parse(textOf(tableOf(dataFolder))) as Record<string, Known & { readonly kind: string }>;
  return Object.entries(table).map(([key, { kind, lower, upper }]) => {
    const name = key.replace(/js$/, '');
    const file = join(dataFolder, 'scheduling', kind, `${key}.txt`);
    const instance = () =>
      taillardNames.includes(name)
        ? taillardJobshop(name)
        : readInstance(textOf(file), { file, format: kind === 'jobshop' ? 'jobshop' : 'fjsp' });
    return { name, family: familyOf(name), known: { lower, upper }, instance };
  });
}

/**
 * One of the table, or one that can be made.
 *
 * @throws AndonError('schedule.unknown') when it is neither
 */
export function benchmark(name: string, listed: readonly Benchmark[]): Benchmark {
  const found = listed.find((one) => one.name === name);
  if (found !== undefined) return found;
  const made = taillardJobshop(name);
  return { name, family: familyOf(name), known: null, instance: () => made };
}

/** Its letters; only mk01 to mk10 are Brandimarte's ten, which others report. */
function familyOf(name: string): string {
  const family = name.replace(/\d.*$/, '');
  return family === 'mk' && Number(name.slice(2)) > 10 ? 'mk11-15' : family;
}

const tableOf = (dataFolder: string): string => join(dataFolder, 'scheduling/best-known.json');

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new AndonError('data.unreadable', { path, problem: (cause as NodeJS.ErrnoException).code ?? '?' }, { cause });
  }
}
