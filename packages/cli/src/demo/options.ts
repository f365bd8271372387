/**
 * The demo's flags, checked before anything starts.
 */

import { accessSync, constants, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { AndonError } from '@andon/core';
import { scenarioNamed } from '@andon/sim-line';
import { COILS_PER_SHIFT } from '../plants/shifts.ts';

/** As commander hands them over: text, or absent. */
export interface DemoFlags {
  readonly headless?: boolean;
  readonly seed?: string;
  readonly shifts?: string;
  readonly coils?: string;
  readonly begin?: string;
  readonly compare?: string;
  readonly html?: string;
  readonly scenario?: string;
  readonly speed?: string;
  readonly data?: string;
  readonly model?: string;
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
  /** The level that the agent begins at. */
  readonly begin: 'shadow' | 'approve';
  /** Seeds that the report compares operations on; 0 for none. */
  readonly compare: number;
  /** File for the report with charts, `null` for the one in the home. */
  readonly html: string | null;
  /** Plant seconds per second. */
  readonly speed: number;
  /** Folder with real rows, `null` for synthetic ones. */
  readonly dataDir: string | null;
  /** Folder of a model to use instead of one that is trained here, `null` for none. */
  readonly modelDir: string | null;
  /** File for the numbers, `-` for standard output, `null` for none. */
  readonly json: string | null;
  readonly exit: boolean;
  /** End a line that an earlier demo left, instead of resuming it. */
  readonly fresh: boolean;
  /** Whether seed, scenario or number of coils were asked for: then a line that differs is not resumed. */
  readonly asked: { readonly seed: boolean; readonly coils: boolean; readonly scenario: boolean };
}

const defaults = { seed: 8, shifts: 3, scenario: 'baseline', speed: 720, headlessSpeed: 10_000, compare: 10 };
const MAX_SHIFTS = 100;
const MAX_COILS = MAX_SHIFTS * COILS_PER_SHIFT;
const MAX_SPEED = 10_000;
const MAX_COMPARED = 100;

/** @throws AndonError('config.invalid' | 'scenario.unknown' | 'data.unreadable') */
export function demoOptions(flags: DemoFlags): DemoOptions {
  const headless = flags.headless ?? false;
  const scenario = flags.scenario ?? defaults.scenario;
  scenarioNamed(scenario);
  const json = flags.json ?? null;
  if (json !== null && json !== '-') checkWritable(json);
  const html = flags.html ?? null;
  if (html !== null) checkWritable(html, '--html');
  const shifts = integer('--shifts', flags.shifts, defaults.shifts, 1, MAX_SHIFTS);
  if (flags.shifts !== undefined && flags.coils !== undefined) {
    throw new AndonError('config.invalid', { path: '--coils', problem: 'say either --shifts or --coils' });
  }
  const coils = integer('--coils', flags.coils, shifts * COILS_PER_SHIFT, 1, MAX_COILS);
  return {
    headless,
    seed: integer('--seed', flags.seed, defaults.seed, 0, Number.MAX_SAFE_INTEGER),
    coils,
    scenario,
    begin: beginning(flags.begin),
    compare: integer('--compare', flags.compare, defaults.compare, 0, MAX_COMPARED),
    html,
    speed: number('--speed', flags.speed, headless ? defaults.headlessSpeed : defaults.speed, 1, MAX_SPEED),
    dataDir: flags.data === undefined ? null : resolve(flags.data),
    modelDir: flags.model === undefined ? null : resolve(flags.model),
    json,
    exit: flags.exit ?? false,
    fresh: flags.fresh ?? false,
    asked: {
      seed: flags.seed !== undefined,
      coils: flags.coils !== undefined || flags.shifts !== undefined,
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

function beginning(text = 'shadow'): 'shadow' | 'approve' {
  if (text === 'shadow' || text === 'approve') return text;
  throw new AndonError('config.invalid', { path: '--begin', problem: `"${text}" is neither shadow nor approve` });
}

/** Found out now, not after the shift. */
function checkWritable(file: string, flag = '--json'): void {
  const path = `${flag} ${file}`;
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
