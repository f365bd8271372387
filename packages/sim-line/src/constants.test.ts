import type { Sample } from '@andon/connect';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LineConstants } from './constants.ts';
import { constantsWith, lineConstants } from './constants.ts';
import type { Policy } from './flat-out.ts';
import { runFlatOut } from './flat-out.ts';
import { tags } from './names.ts';
import type { InspectionResult } from './payloads.ts';
import { payloads } from './payloads.ts';
import { drawPlan } from './plan.ts';
import { scenarios } from './scenarios.ts';

const names = Object.keys(lineConstants) as readonly (keyof LineConstants)[];

function run(constants: Partial<LineConstants>, scenario = 'baseline') {
  const samples: Sample[] = [];
  const policy: Policy = (sample, acts) => {
    samples.push(sample);
    // A command that the process operator comes upon 50 minutes later.
    if (sample.tag === tags.heartbeat && sample.value === 130) acts.setSetpoint(1280);
  };
  return { ...runFlatOut({ seed: 2, scenario, slabs: 200, people: 'crew', constants, policy }), samples };
}

describe('the constants of the line', () => {
  it('are whole milliseconds whatever they are multiplied by', () => {
    const odd = Object.fromEntries(names.map((name) => [name, lineConstants[name] * 0.7]));
    for (const [name, value] of Object.entries(constantsWith(odd))) {
      if (name.endsWith('Ms')) expect(Number.isInteger(value), name).toBe(true);
    }
    expect(constantsWith({})).toEqual(lineConstants);
  });

  it.each(names)('%s, a third or three times of it: all still fits its schema, and the line is another', (name) => {
    // Dirt and cobbles show where there are some.
    const scenario = name === 'foulingShare' ? 'camera-fouling' : name.startsWith('cobble') ? 'cobble' : 'baseline';
    const shipped = JSON.stringify(run({}, scenario).samples);
    const differs = [0.3, 3].map((factor) => {
      const varied = run({ [name]: lineConstants[name] * factor }, scenario);
      for (const { tag, value, quality } of varied.samples) {
        if (quality === 'good') payloads[tag as keyof typeof payloads].parse(value);
      }
      expect(varied.account.coils + varied.account.cobbles).toBe(200);
      return JSON.stringify(varied.samples) !== shipped;
    });
    expect(differs).toContain(true);
  });

  it('leave chance as it is: the same uniforms meet other thresholds', () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.constantFrom(0.7, 1.3), fc.integer(), (name, factor, seed) => {
        const [shipped, varied] = [{}, { [name]: lineConstants[name] * factor }].map((others) => {
          const plan = drawPlan(seed, scenarios.baseline, constantsWith(others));
          return Array.from({ length: 20 }, () => plan.nextSlab()).map((slab) => {
            const { grade, defectAt1, classAt1, cobbleAt1, cameraAt1, foulingAt1, forceNoise } = slab;
            const { visualAt1, visualWrongAt1, inspector, labLagMs } = slab;
            const region = slab.region.fork('x').next() + slab.fouling.fork('x').next();
            const surface = [grade, defectAt1, classAt1, cobbleAt1, cameraAt1, foulingAt1, forceNoise, region];
            return [...surface, visualAt1, visualWrongAt1, inspector, labLagMs];
          });
        });
        expect(varied).toEqual(shipped);
      }),
    );
  });

  it('move what they are named for', () => {
    const regions = (constants: Partial<LineConstants>) =>
      run(constants).samples.filter(
        ({ tag, value }) => tag === tags.inspectionResult && (value as InspectionResult).features !== null,
      ).length;
    expect(regions({ hazardScale: 1.3 })).toBeGreaterThan(regions({ hazardScale: 0.7 }) + 8);
    expect(regions({ cameraMissShare: 1 })).toBe(0);
  });
});
