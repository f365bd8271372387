/**
 * The reheating furnace and its pyrometer: what the temperature is, and what the line sees of it.
 */

import { furnace as data } from './physics.ts';

/** True temperature: a first-order lag behind set-point plus disturbance. */
export interface Furnace {
  setpointC(): number;
  /** True temperature now, °C. */
  trueC(): number;
  /** Lets plant time pass under the present set-point and disturbance. */
  passTo(plantMs: number): void;
  setSetpoint(celsius: number): void;
  setBias(celsius: number): void;
}

/** @param lagMin first-order lag of the true temperature, minutes */
export function createFurnace(startMs: number, lagMin: number): Furnace {
  let setpointC: number = data.habitC;
  let trueC: number = data.habitC;
  let biasC = 0;
  let at = startMs;
  return {
    setpointC: () => setpointC,
    trueC: () => trueC,
    passTo(plantMs) {
      const target = setpointC + biasC;
      trueC = target + (trueC - target) * Math.exp(-(plantMs - at) / 60_000 / lagMin);
      at = plantMs;
    },
    setSetpoint(celsius) {
      setpointC = celsius;
    },
    setBias(celsius) {
      biasC = celsius;
    },
  };
}

/** What a pyrometer says. A broken wire is noticed (`bad`); a stuck one is not: it goes on saying `good`. */
export type Reading =
  | { readonly quality: 'good'; readonly celsius: number }
  | { readonly quality: 'bad'; readonly lastGoodC: number };

export interface Pyrometer {
  look(trueC: number, noiseC: number, fault: 'none' | 'stuck' | 'bad-quality'): Reading;
  /** The latest reading. */
  last(): Reading;
}

export function createPyrometer(): Pyrometer {
  let healthyC: number = data.habitC;
  let last: Reading = { quality: 'good', celsius: healthyC };
  return {
    look(trueC, noiseC, fault) {
      if (fault === 'none') healthyC = Math.round((trueC + noiseC) * 10) / 10;
      last = fault === 'bad-quality' ? { quality: 'bad', lastGoodC: healthyC } : { quality: 'good', celsius: healthyC };
      return last;
    },
    last: () => last,
  };
}
