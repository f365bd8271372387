import { type Level, outcomesNeeded } from '@andon/core';
import { describe, expect, it } from 'vitest';
import { anEvent } from '../../test/demo-builders.ts';
import { demoEvidence } from './evidence.ts';
import { evidenceCurve } from './evidence-curve.ts';

function judged(state: string, level: Level, over: { riskClass?: string; demotions?: number } = {}) {
  const evidence = { fingerprint: 'fp', actionType: 'dispose', riskClass: 'reversible', demotions: 0, level, ...over };
  return anEvent('outcome.judged', { state, evidence });
}
const points = (...events: Parameters<typeof evidenceCurve>[0]) =>
  evidenceCurve(events, demoEvidence).map(({ level, judged: count, needed }) => `${level} ${count}/${needed}`);

describe('the curve of evidence', () => {
  it('has a point with every outcome counted; a failure raises what is needed, a success does not', () => {
    const [start, after] = [0, 1].map((failures) => outcomesNeeded({ successes: 0, failures }, 0.7, 0.05));
    expect(after).toBeGreaterThan(Number(start));
    expect(points(judged('achieved', 'shadow'), judged('missed', 'shadow'), judged('achieved', 'shadow'))).toEqual([
      `shadow 1/${start}`,
      `shadow 2/${after}`,
      `shadow 3/${after}`,
    ]);
  });

  it('begins anew with each level, trial and risk class, and asks more of a second trial', () => {
    const [first, second] = [0.05, 0.025].map((alpha) => outcomesNeeded({ successes: 0, failures: 0 }, 0.78, alpha));
    expect(second).toBeGreaterThan(Number(first));
    const irreversible = outcomesNeeded({ successes: 0, failures: 0 }, 0.78, 0.01);
    const all = points(
      judged('achieved', 'approve'),
      judged('achieved', 'approve', { demotions: 1 }),
      judged('achieved', 'approve', { riskClass: 'irreversible' }),
    );
    expect(all).toEqual([`approve 1/${first}`, `approve 1/${second}`, `approve 1/${irreversible}`]);
  });

  it('leaves out what counts for nothing and what has no next level', () => {
    const uncounted = anEvent('outcome.judged', { state: 'achieved', evidence: null });
    expect(points(uncounted, judged('achieved', 'autonomous'), anEvent('effect.claimed', {}))).toEqual([]);
  });
});
