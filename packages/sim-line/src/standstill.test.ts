import { describe, expect, it } from 'vitest';
import { runFlatOut } from './flat-out.ts';
import { createStandstill } from './standstill.ts';

describe('the standstill', () => {
  it('counts what overlaps once, and only as far as it has come', () => {
    const mill = createStandstill();
    mill.stand(100, 160, 'roll-change');
    expect(mill.totalMs(130)).toBe(30);
    mill.stand(150, 200, 'breakdown');
    mill.stand(160, 170, 'cobble');
    expect([mill.until(), mill.why(), mill.totalMs(500)]).toEqual([200, 'cobble', 100]);
    mill.stand(600, 610, 'cobble');
    expect(mill.totalMs(605)).toBe(105);
    expect(mill.totalMs(9000)).toBe(110);
  });

  it('is the downtime of the account: roll changes of 12, cobbles of 25 and breakdowns of 35 minutes', () => {
    const rolled = runFlatOut({
      seed: 4,
      scenario: 'baseline',
      slabs: 40,
      constants: { cobbleBase: 0, rollLifeKm: 8 },
    });
    expect(rolled.account.downtimeMin).toBeGreaterThan(0);
    expect(rolled.account.downtimeMin % 12).toBe(0);
    const broken = runFlatOut({
      seed: 4,
      scenario: 'machine-breakdown',
      slabs: 40,
      constants: { cobbleBase: 0, rollLifeKm: 1e6 },
    });
    expect(broken.account.downtimeMin).toBe(35);
    const cobbled = runFlatOut({ seed: 4, scenario: 'cobble', slabs: 40, constants: { rollLifeKm: 1e6 } });
    expect(cobbled.account.cobbles).toBeGreaterThan(0);
    expect(cobbled.account.downtimeMin).toBe(25 * cobbled.account.cobbles);
  });
});
