import { describe, expect, it } from 'vitest';
import { shopOf } from './shop.ts';
import { taillardInstance, taillardJobshop, taillardNames } from './taillard.ts';

/** The lower bounds that the paper publishes beside the seeds: the longest job or the fullest machine. */
const published = `
  977 942 921 911 940 889 935 963 982 911 1139 1251 1178 1130 1148 1181 1257 1153 1202 1186
  1217 1240 1185 1271 1256 1207 1331 1269 1267 1212 1764 1774 1729 1828 1729 1777 1771 1673 1641 1602
  1830 1761 1694 1787 1731 1856 1690 1744 1758 1674 2760 2756 2717 2797 2679 2781 2943 2885 2655 2723
  2868 2848 2755 2691 2725 2845 2812 2764 3063 2995 5464 5181 5552 5339 5392 5342 5436 5394 5358 5183`
  .trim()
  .split(/\s+/)
  .map(Number);

describe('Taillard’s job shops', () => {
  it('have the bounds that were published with their seeds', () => {
    const found = taillardNames.map((name) => {
      const { jobs, machines, operations, jobOf, altMachine, altDuration } = shopOf(taillardJobshop(name));
      const sums = new Int32Array(jobs + machines);
      for (let v = 0; v < operations; v += 1) {
        for (const at of [jobOf[v] as number, jobs + (altMachine[v] as number)]) {
          sums[at] = (sums[at] as number) + (altDuration[v] as number);
        }
      }
      return Math.max(...sums);
    });
    expect(found).toEqual(published);
  });

  it('are made as the paper shows it for four jobs on four machines', () => {
    const { jobs } = taillardInstance({ jobs: 4, machines: 4, timeSeed: 1166510396, machineSeed: 164000672 });
    const rows = (of: 'machine' | 'duration') =>
      jobs.map((job) => job.map(({ alternatives }) => alternatives[0]?.[of]));
    expect(rows('duration')).toEqual([
      [54, 34, 61, 2],
      [9, 15, 89, 70],
      [38, 19, 28, 87],
      [95, 34, 7, 29],
    ]);
    expect(rows('machine')).toEqual([
      [2, 0, 3, 1],
      [3, 0, 1, 2],
      [0, 1, 2, 3],
      [0, 2, 1, 3],
    ]);
  });

  it('are known by name', () => {
    expect(taillardNames).toHaveLength(80);
    expect(taillardJobshop('TA71').jobs).toHaveLength(100);
    expect(() => taillardJobshop('ta81')).toThrow('There is no shop "ta81". There are: ta01 … ta80.');
  });
});
