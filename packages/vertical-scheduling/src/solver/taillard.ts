/**
 * Taillard's job shops, made from their published seeds: E. Taillard (1993), "Benchmarks for basic scheduling problems",
 * European Journal of Operational Research 64, 278–285. Times are uniform from 1 to 99; the machines of each job are
 * shuffled with a generator of their own.
 */

import { AndonError } from '@andon/sdk';
import type { Instance } from './instance.ts';

/** Time seed and machine seed of ten instances each. */
const groups: readonly { readonly jobs: number; readonly machines: number; readonly seeds: readonly number[] }[] = [
  {
    jobs: 15,
    machines: 15,
    seeds: [
      840612802, 398197754, 1314640371, 386720536, 1227221349, 316176388, 342269428, 1806358582, 1603221416, 1501949241,
      1357584978, 1734077082, 44531661, 1374316395, 302545136, 2092186050, 1153780144, 1393392374, 73896786, 1544979948,
    ],
  },
  {
    jobs: 20,
    machines: 15,
    seeds: [
      533484900, 317419073, 1894307698, 1474268163, 874340513, 509669280, 1124986343, 1209573668, 1463788335, 529048107,
      1056908795, 25321885, 195672285, 1717580117, 961965583, 1353003786, 1610169733, 1734469503, 532794656, 998486810,
    ],
  },
  {
    jobs: 20,
    machines: 20,
    seeds: [
      1035939303, 773961798, 5997802, 1872541150, 1357503601, 722225039, 806159563, 1166962073, 1902815253, 1879990068,
      1503184031, 1850351876, 1032645967, 99711329, 229894219, 1158117804, 823349822, 108033225, 1297900341, 489486403,
    ],
  },
  {
    jobs: 30,
    machines: 15,
    seeds: [
      98640593, 1981283465, 1839268120, 248890888, 573875290, 2081512253, 1670898570, 788294565, 1118914567, 1074349202,
      178750207, 294279708, 1549372605, 596993084, 798174738, 151685779, 553410952, 1329272528, 1661531649, 1173386294,
    ],
  },
  {
    jobs: 30,
    machines: 20,
    seeds: [
      1841414609, 1357882888, 2116959593, 1546338557, 796392706, 1230864158, 532496463, 254174057, 2020525633,
      978943053, 524444252, 185526083, 1569394691, 487269855, 1460267840, 1631446539, 198324822, 1937476577, 38071822,
      1541985579,
    ],
  },
  {
    jobs: 50,
    machines: 15,
    seeds: [
      17271, 718939, 660481279, 449650254, 352229765, 949737911, 1197518780, 166840558, 1376020303, 483922052,
      2106639239, 955932362, 1765352082, 1209982549, 1105092880, 1349003108, 907248070, 919544535, 2011630757,
      1845447001,
    ],
  },
  {
    jobs: 50,
    machines: 20,
    seeds: [
      8493988, 2738939, 1991925010, 709517751, 342093237, 786960785, 1634043183, 973178279, 341706507, 286513148,
      320167954, 1411193018, 1089696753, 298068750, 433032965, 1589656152, 615974477, 331205412, 236150141, 592292984,
    ],
  },
  {
    jobs: 100,
    machines: 20,
    seeds: [
      302034063, 1203569070, 1437643198, 1692025209, 1792475497, 1039908559, 1647273132, 1012841433, 696480901,
      1689682358, 1785569423, 1092647459, 117806902, 739059626, 1639154709, 1319962509, 2007423389, 749368241,
      682761130, 262763021,
    ],
  },
];

export const taillardNames: readonly string[] = groups
  .flatMap(({ seeds }) => seeds.slice(0, seeds.length / 2))
  .map((_, at) => `ta${String(at + 1).padStart(2, '0')}`);

/**
 * @param name  `ta01` to `ta80`
 * @throws AndonError('schedule.unknown') when there is none of that name
 */
export function taillardJobshop(name: string): Instance {
  const at = taillardNames.indexOf(name.toLowerCase());
  const group = groups[Math.floor(at / 10)];
  if (at < 0 || group === undefined) {
    throw new AndonError('schedule.unknown', { name, known: `${taillardNames[0]} … ${taillardNames.at(-1)}` });
  }
  const [timeSeed, machineSeed] = group.seeds.slice(2 * (at % 10)) as [number, number];
  return taillardInstance({ jobs: group.jobs, machines: group.machines, timeSeed, machineSeed });
}

/** @param seeds  1 ≤ each < 2³¹ − 1 */
export function taillardInstance({
  jobs,
  machines,
  timeSeed,
  machineSeed,
}: {
  readonly jobs: number;
  readonly machines: number;
  readonly timeSeed: number;
  readonly machineSeed: number;
}): Instance {
  const time = uniform(timeSeed);
  const place = uniform(machineSeed);
  const times = Array.from({ length: jobs }, () => Array.from({ length: machines }, () => time(1, 99)));
  const order = times.map(() => {
    const row = Array.from({ length: machines }, (_, machine) => machine);
    for (let at = 0; at < machines; at += 1) {
      const other = place(at, machines - 1);
      const held = row[at] as number;
      row[at] = row[other] as number;
      row[other] = held;
    }
    return row;
  });
  return {
    kind: 'jobshop',
    machines,
    jobs: times.map((row, job) =>
      row.map((duration, at) => ({ alternatives: [{ machine: order[job]?.[at] as number, duration }] })),
    ),
  };
}

/** Lehmer's generator as Bratley, Fox & Schrage (1983) write it, which stays within 32 bits. */
function uniform(seed: number): (low: number, high: number) => number {
  const modulus = 2_147_483_647;
  let state = seed;
  return (low, high) => {
    const quotient = Math.floor(state / 127_773);
    state = 16_807 * (state % 127_773) - quotient * 2_836;
    if (state < 0) state += modulus;
    return low + Math.floor((state / modulus) * (high - low + 1));
  };
}
