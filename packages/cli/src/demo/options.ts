/**
 * The demo's flags, checked before anything starts.
 */

import { accessSync, constants, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { AndonError } from '@andon/core';
import { scenarioNamed } from '@andon/sim-line';

/** As commander hands them over: text, or absent. */
export interface DemoFlags {
  readonly headless?: boolean;
  readonly seed?: string;
  readonly coils?: string;
  readonly scenario?: string;
  readonly speed?: string;
  readonly data?: string;
  readonly json?: string;
  readonly exit?: boolean;
  readonly fresh?: boolean;
  readonly lang?: string;
}

export interface DemoOptions {
  readonly headless: boolean;
  readonly seed: number;
  readonly coils: number;
  readonly scenario: string;
  /** Plant seconds per second. */
  readonly speed: number;
  /** Folder with real rows, `null` for synthetic ones. */
  readonly dataDir: string | null;
  /** File for the numbers, `-` for standard output, `null` for none. */
  readonly json: string | null;
  readonly exit: boolean;
  /** End a line that an earlier demo left, instead of resuming it. */
  readonly fresh: boolean;
  /** Whether seed, scenario or number of coils were asked for: then a line that differs is not resumed. */
  readonly asked: { readonly seed: boolean; readonly coils: boolean; readonly scenario: boolean };
}

const defaults = { seed: 9, coils: 40, scenario: 'baseline', speed: 120, headlessSpeed: 10_000 };
const MAX_COILS = 100_000;
const MAX_SPEED = 10_000;

/** @throws AndonError('config.invalid' | 'scenario.unknown' | 'data.unreadable') */
export function demoOptions(flags: DemoFlags): DemoOptions {
  const headless = flags.headless ?? false;
  const scenario = flags.scenario ?? defaults.scenario;
  scenarioNamed(scenario);
  const json = flags.json ?? null;
  if (json !== null && json !== '-') checkWritable(json);
  return {
    headless,
    seed: integer('--seed', flags.seed, defaults.seed, 0, Number.MAX_SAFE_INTEGER),
    coils: integer('--coils', flags.coils, defaults.coils, 1, MAX_COILS),
    scenario,
    speed: number('--speed', flags.speed, headless ? defaults.headlessSpeed : defaults.speed, 1, MAX_SPEED),
    dataDir: flags.data === undefined ? null : resolve(flags.data),
    json,
    exit: flags.exit ?? false,
    fresh: flags.fresh ?? false,
    asked: {
      seed: flags.seed !== undefined,
      coils: flags.coils !== undefined,
      scenario: flags.scenario !== undefined,
    },
  };
}

function integer(path: string, text: string | undefined, absent: number, min: number, max: number): number {
  const value = number(path, text, absent, min, max);
  if (Number.isInteger(value)) return value;
  throw new AndonError('config.invalid', { path, problem: `"${text}" is not a whole number` });
}

function number(path: string, text: string | undefined, absent: number, min: number, max: number): number {
  if (text === undefined) return absent;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value >= min && value <= max) return value;
  throw new AndonError('config.invalid', { path, problem: `"${text}" is not a number from ${min} to ${max}` });
}

/** Found out now, not after the shift. */
function checkWritable(file: string): void {
  const path = `--json ${file}`;
  try {
    if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
      throw new AndonError('config.invalid', { path, problem: 'it is a folder; name a file' });
    }
    accessSync(dirname(resolve(file)), constants.W_OK);
  } catch (error) {
    if (error instanceof AndonError) throw error;
    throw new AndonError('config.invalid', { path, problem: (error as Error).message }, { cause: error });
  }
}
