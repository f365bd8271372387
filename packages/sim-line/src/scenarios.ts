/**
 * Named scenarios. Each is the baseline with something gone wrong, as data: windows in plant time and factors.
 */

import { AndonError } from '@andon/core';
import { minuteMs, rollChangeAt } from './physics.ts';

/** Recurring window, in minutes from the start of the run: open from `firstMin` for `lengthMin`, then every `everyMin`. */
export interface Windows {
  readonly firstMin: number;
  readonly lengthMin: number;
  readonly everyMin: number;
}

export interface Scenario {
  /** Multiplies roll wear per km. */
  readonly wearFactor: number;
  /** Wear at which people change the rolls. */
  readonly rollChangeAt: number;
  /** Multiplies the cobble hazard. */
  readonly cobbleFactor: number;
  /** Share of orders that are due within the hour. */
  readonly rushShare: number;
  /** The true temperature leaves the set-point by `driftC` in these windows. */
  readonly drift: (Windows & { readonly driftC: number }) | null;
  readonly pyrometer: (Windows & { readonly fault: 'stuck' | 'bad-quality' }) | null;
  /** The mill stands still. */
  readonly breakdown: Windows | null;
  /** The command link is down. */
  readonly linkLoss: Windows | null;
  /** Remote control is disabled. */
  readonly local: Windows | null;
  /** An L2 optimiser moves the furnace set-point to the aim plus `offsetC` at the start of each window. */
  readonly optimiser: (Windows & { readonly offsetC: number }) | null;
  /** There is dirt on the camera's window: it shows a region on clean coils. */
  readonly fouling: Windows | null;
  /** From inspection to laboratory result, minutes. */
  readonly labLagMin: readonly [from: number, to: number];
}

const baseline: Scenario = {
  wearFactor: 1,
  rollChangeAt,
  cobbleFactor: 1,
  rushShare: 0,
  drift: null,
  pyrometer: null,
  breakdown: null,
  linkLoss: null,
  local: null,
  optimiser: null,
  fouling: null,
  labLagMin: [20, 40],
};

export const scenarios = {
  baseline,
  'roll-wear': { ...baseline, wearFactor: 2.2, rollChangeAt: 1.6 },
  'furnace-drift': { ...baseline, drift: { firstMin: 20, lengthMin: 90, everyMin: 150, driftC: -35 } },
  'pyrometer-stuck': {
    ...baseline,
    pyrometer: { firstMin: 20, lengthMin: 80, everyMin: 140, fault: 'stuck' },
    drift: { firstMin: 20, lengthMin: 80, everyMin: 140, driftC: -35 },
  },
  'pyrometer-bad-quality': {
    ...baseline,
    pyrometer: { firstMin: 20, lengthMin: 20, everyMin: 60, fault: 'bad-quality' },
  },
  'machine-breakdown': { ...baseline, breakdown: { firstMin: 30, lengthMin: 35, everyMin: 240 } },
  'rush-order': { ...baseline, rushShare: 0.2 },
  'link-loss': { ...baseline, linkLoss: { firstMin: 25, lengthMin: 10, everyMin: 60 } },
  'operator-local': { ...baseline, local: { firstMin: 20, lengthMin: 20, everyMin: 60 } },
  'conflicting-agents': { ...baseline, optimiser: { firstMin: 12, lengthMin: 1, everyMin: 15, offsetC: 20 } },
  cobble: { ...baseline, cobbleFactor: 25 },
  'late-lab': { ...baseline, labLagMin: [90, 240] },
  'camera-fouling': { ...baseline, fouling: { firstMin: 0, lengthMin: 1e6, everyMin: 1e6 } },
} as const satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof scenarios;
export const scenarioNames = Object.keys(scenarios) as readonly ScenarioName[];

/** @throws AndonError('scenario.unknown') with the names that exist */
export function scenarioNamed(name: string): Scenario {
  if (!Object.hasOwn(scenarios, name))
    throw new AndonError('scenario.unknown', { scenario: name, known: scenarioNames });
  return scenarios[name as ScenarioName];
}

/** When the window that `sinceStartMs` falls into closes, in ms from the start of the run; `null` outside any. */
export function windowEnd(windows: Windows | null, sinceStartMs: number): number | null {
  if (windows === null) return null;
  const first = windows.firstMin * minuteMs;
  if (sinceStartMs < first) return null;
  const every = windows.everyMin * minuteMs;
  const opened = first + Math.floor((sinceStartMs - first) / every) * every;
  const closes = opened + windows.lengthMin * minuteMs;
  return sinceStartMs < closes ? closes : null;
}
