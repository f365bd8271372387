/**
 * Everything that chance brings to the line, drawn before anybody decides anything: what is charged and ordered, what
 * each slab is up against, how the furnace wanders. A pure function of seed and scenario, so no policy can move it.
 */

import type { LineConstants } from './constants.ts';
import type { Grade } from './payloads.ts';
import { grades } from './payloads.ts';
import { furnace, gradeData, hourMs, minuteMs, plantStartMs, timing } from './physics.ts';
import type { SeededRandom } from './random.ts';
import { seededRandom } from './random.ts';
import type { Scenario } from './scenarios.ts';

/** One slab's fate, as far as it is chance. Numbers called `…At1` are uniform in [0, 1) and meet a physical threshold. */
export interface SlabPlan {
  readonly index: number;
  readonly coil: string;
  readonly slab: string;
  readonly heat: string;
  readonly order: string;
  readonly priority: 'normal' | 'rush';
  readonly dueAt: number;
  readonly grade: Grade;
  readonly thicknessMm: number;
  /** How far the heat's true optimum lies from the grade's aim, °C: chemistry that nobody measured. */
  readonly heatOffsetC: number;
  /** From this discharge to the next, ms. */
  readonly paceMs: number;
  readonly cobbleAt1: number;
  readonly defectAt1: number;
  readonly classAt1: number;
  readonly cameraAt1: number;
  /** The region that the camera would see; forked per coil. */
  readonly region: SeededRandom;
  readonly forceNoise: number;
  /** The region that dirt on the camera's window would show on this coil, if it does; forked per coil. */
  readonly foulingAt1: number;
  readonly fouling: SeededRandom;
  readonly visualLagMs: number;
  readonly visualAt1: number;
  readonly visualWrongAt1: number;
  readonly inspector: string;
  /** From the look until a crew disposes of the coil by itself. */
  readonly crewLagMs: number;
  readonly labLagMs: number;
}

/** One minute of the furnace. */
export interface FurnaceMinute {
  /** Departure of the true temperature's target from the set-point, °C. */
  readonly biasC: number;
  readonly pyrometerNoiseC: number;
  /** Whether the process operator comes to a look that is due in this minute. */
  readonly operatorAt1: number;
}

export interface Plan {
  /** The next slab in charging order. */
  nextSlab(): SlabPlan;
  /** The next minute, beginning with the first of the run. */
  nextMinute(): FurnaceMinute;
}

/** @param seed any whole number */
export function drawPlan(seed: number, scenario: Scenario, constants: LineConstants): Plan {
  const root = seededRandom(seed);
  const routing = route(root.fork('route'), constants.heatOffsetC);
  const causes = {
    order: root.fork('order'),
    pace: root.fork('pace'),
    surface: root.fork('surface'),
    camera: root.fork('camera'),
    force: root.fork('force'),
    visual: root.fork('visual'),
    fouling: root.fork('fouling'),
    crew: root.fork('crew'),
    lab: root.fork('lab'),
  };
  const disturbance = root.fork('furnace');
  const pyrometer = root.fork('pyrometer');
  const operator = root.fork('operator');
  const { disturbanceC, pyrometerC } = constants;
  const memory = Math.exp(-1 / constants.disturbanceMemoryMin);
  let biasC = disturbanceC * disturbance.normal();
  let index = 0;
  let plannedMs = plantStartMs + timing.rollingMs + timing.coolingMs;

  return {
    nextSlab() {
      const charged = routing();
      const order = causes.order.fork(index);
      const surface = causes.surface.fork(index);
      const visual = causes.visual.fork(index);
      const rush = order.next() < scenario.rushShare;
      const slackMs = rush ? order.between(20 * minuteMs, 35 * minuteMs) : order.between(hourMs, 10 * hourMs);
      const jitterMs = causes.pace.fork(index).between(-constants.paceJitterMs, constants.paceJitterMs);
      const paceMs = wholeSeconds(constants.paceMs) + wholeSeconds(jitterMs);
      const [labFrom, labTo] = scenario.labLagMin;
      const number = String(index + 1).padStart(6, '0');
      const plan: SlabPlan = {
        ...charged,
        index,
        coil: `C${number}`,
        order: `WO-${number}`,
        priority: rush ? 'rush' : 'normal',
        dueAt: plannedMs + wholeSeconds(slackMs),
        paceMs,
        cobbleAt1: surface.next(),
        defectAt1: surface.next(),
        classAt1: surface.next(),
        cameraAt1: causes.camera.fork(index).next(),
        region: causes.camera.fork(index).fork('region'),
        forceNoise: causes.force.fork(index).normal(),
        foulingAt1: causes.fouling.fork(index).next(),
        fouling: causes.fouling.fork(index).fork('region'),
        visualLagMs: wholeSeconds(visual.between(constants.lookFromMs, constants.lookToMs)),
        visualAt1: visual.next(),
        visualWrongAt1: visual.next(),
        inspector: `inspector-${1 + visual.int(3)}`,
        crewLagMs: wholeSeconds(causes.crew.fork(index).between(constants.disposeFromMs, constants.disposeToMs)),
        labLagMs: wholeSeconds(causes.lab.fork(index).between(labFrom * minuteMs, labTo * minuteMs)),
      };
      index += 1;
      plannedMs += paceMs;
      return plan;
    },
    nextMinute() {
      const minute = {
        biasC,
        pyrometerNoiseC: pyrometerC * pyrometer.normal(),
        operatorAt1: operator.next(),
      };
      biasC = memory * biasC + disturbanceC * Math.sqrt(1 - memory ** 2) * disturbance.normal();
      return minute;
    },
  };
}

/** The aim temperature of a slab's grade, °C; people's habit where there is no slab. */
export function aimOf(slab: SlabPlan | undefined): number {
  return slab === undefined ? furnace.habitC : gradeData[slab.grade].aimC;
}

type Charged = Pick<SlabPlan, 'slab' | 'heat' | 'grade' | 'thicknessMm' | 'heatOffsetC'>;

/** Campaigns of 3–5 heats of one grade, 5–8 slabs a heat; thickness is ordered per heat. */
function route(random: SeededRandom, offsetC: number): () => Charged {
  let heatNumber = 0;
  let heatsLeft = 0;
  let slabsLeft = 0;
  let slabNumber = 0;
  let grade: Grade = 'GCr15';
  let thicknessMm = 4;
  let heatOffsetC = 0;
  return () => {
    if (slabsLeft === 0) {
      if (heatsLeft === 0) {
        heatsLeft = 3 + random.int(3);
        grade = grades[random.int(grades.length)] ?? grade;
      }
      heatsLeft -= 1;
      heatNumber += 1;
      slabsLeft = 5 + random.int(4);
      slabNumber = 0;
      thicknessMm = 2.5 + 0.5 * random.int(9);
      heatOffsetC = offsetC * random.normal();
    }
    slabsLeft -= 1;
    slabNumber += 1;
    const heat = `H${String(heatNumber).padStart(5, '0')}`;
    return { heat, slab: `${heat}-${String(slabNumber).padStart(2, '0')}`, grade, thicknessMm, heatOffsetC };
  };
}

function wholeSeconds(ms: number): number {
  return Math.round(ms / 1000) * 1000;
}
