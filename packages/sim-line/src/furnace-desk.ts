/**
 * The furnace's desk: set-point, aim and pyrometer, and everybody who moves the set-point: commands, the line's own
 * people, an L2 optimiser. A crew's process operator comes by every hour and brings it nearer to the aim.
 */

import type { Board } from './board.ts';
import type { LineConstants } from './constants.ts';
import type { Reading } from './furnace.ts';
import { createFurnace, createPyrometer } from './furnace.ts';
import { tags } from './names.ts';
import type { PeopleMode } from './people.ts';
import { operatorMove } from './people.ts';
import { furnace as limits, minuteMs, plantStartMs, quantised } from './physics.ts';
import type { FurnaceMinute } from './plan.ts';
import type { SetpointBy } from './plant.ts';
import type { Scenario } from './scenarios.ts';
import { windowEnd } from './scenarios.ts';

export interface FurnaceDeskOptions {
  readonly board: Board;
  readonly scenario: Scenario;
  readonly constants: LineConstants;
  readonly people: PeopleMode;
  /** Of the first slabs, °C. */
  readonly aimC: number;
  /** The line's own people moved the set-point. */
  readonly onMoveByPeople: () => void;
}

export interface FurnaceDesk {
  setpointC(): number;
  /** True temperature, °C, as of the last `passTo` or minute. */
  trueC(): number;
  passTo(now: number): void;
  /** The pyrometer's latest reading. */
  reading(): Reading;
  /** Brought into the limits and quantised. */
  setSetpoint(celsius: number, by: SetpointBy, now: number): void;
  /** People who take the line into local control put the furnace back to what they are used to. */
  takeBack(now: number): void;
  setAim(celsius: number, now: number): void;
  /** A minute begins: disturbance, optimiser, measurement, and the operator's look where one is due. */
  minute(now: number, chance: FurnaceMinute): void;
  /** What stands on it at the start. */
  publish(now: number): void;
}

export function createFurnaceDesk(options: FurnaceDeskOptions): FurnaceDesk {
  const { board, scenario, constants, people, onMoveByPeople } = options;
  const furnace = createFurnace(plantStartMs, constants.furnaceLagMin);
  const pyrometer = createPyrometer();
  let { aimC } = options;
  let optimiserActed = false;
  let movedByCommandAt: number | null = null;

  function setSetpoint(celsius: number, by: SetpointBy, now: number): void {
    const before = furnace.setpointC();
    furnace.passTo(now);
    furnace.setSetpoint(quantised(Math.min(limits.maxC, Math.max(limits.minC, celsius))));
    if (by === 'remote') movedByCommandAt = now;
    if (by === 'people' && furnace.setpointC() !== before) onMoveByPeople();
    board.publish(tags.furnaceSetpoint, furnace.setpointC(), now, 'telemetry');
    board.publish(tags.furnaceSetpointBy, by, now, 'telemetry');
  }

  function optimise(now: number): void {
    const acts = windowEnd(scenario.optimiser, now - plantStartMs) !== null;
    if (acts && !optimiserActed) setSetpoint(aimC + (scenario.optimiser?.offsetC ?? 0), 'l2-optimiser', now);
    optimiserActed = acts;
  }

  function measure(now: number, noiseC: number): void {
    const faulty = windowEnd(scenario.pyrometer, now - plantStartMs) !== null;
    const reading = pyrometer.look(furnace.trueC(), noiseC, faulty ? (scenario.pyrometer?.fault ?? 'none') : 'none');
    if (reading.quality === 'good') board.publish(tags.furnaceTemperature, reading.celsius, now, 'telemetry');
    else board.publishBad(tags.furnaceTemperature, reading.lastGoodC, 'BadSensorFailure', now);
  }

  function review(now: number, operatorAt1: number): void {
    const minute = Math.round((now - plantStartMs) / minuteMs);
    const due = minute > 0 && minute % Math.round(constants.reviewEveryMin) === 0;
    if (people !== 'crew' || !due || operatorAt1 >= constants.reviewAttendedShare) return;
    if (movedByCommandAt !== null && now - movedByCommandAt < constants.reviewRestMin * minuteMs) return;
    const reading = pyrometer.last();
    if (reading.quality !== 'good') return;
    const byC = operatorMove(reading.celsius, aimC, constants);
    if (byC !== 0) setSetpoint(furnace.setpointC() + byC, 'people', now);
  }

  return {
    setpointC: furnace.setpointC,
    trueC: furnace.trueC,
    passTo: furnace.passTo,
    reading: pyrometer.last,
    setSetpoint,
    takeBack(now) {
      if (furnace.setpointC() !== limits.habitC) setSetpoint(limits.habitC, 'people', now);
    },
    setAim(celsius, now) {
      if (celsius === aimC) return;
      aimC = celsius;
      board.publish(tags.furnaceAim, celsius, now, 'telemetry');
    },
    minute(now, { biasC, pyrometerNoiseC, operatorAt1 }) {
      const drifts = windowEnd(scenario.drift, now - plantStartMs) !== null;
      furnace.passTo(now);
      furnace.setBias(biasC + (drifts ? (scenario.drift?.driftC ?? 0) : 0));
      optimise(now);
      measure(now, pyrometerNoiseC);
      review(now, operatorAt1);
    },
    publish(now) {
      board.publish(tags.furnaceSetpoint, furnace.setpointC(), now, 'telemetry');
      board.publish(tags.furnaceSetpointBy, 'people', now, 'telemetry');
      board.publish(tags.furnaceAim, aimC, now, 'telemetry');
    },
  };
}
