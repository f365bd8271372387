/** The figures as a table, each with its target and the load it was taken under. */

import type { Figure, Footprint } from './measure.ts';

export const targets = {
  firstStartMs: 20_000,
  laterStartMs: 6_000,
  peakPssMib: 600,
  idlePercent: 2,
  nodeModulesMib: 700,
} as const;

/** By queue backend. */
export type Footprints = Readonly<Record<string, Footprint>>;

export function reportLines(footprints: Footprints, nodeModulesMib: number): string[] {
  return [
    ...Object.entries(footprints).flatMap(([backend, footprint]) => section(backend, footprint)),
    row('node_modules', `${nodeModulesMib.toFixed(0)} MiB`, targets.nodeModulesMib - nodeModulesMib, '≤ 700 MiB'),
  ];
}

function section(backend: string, footprint: Footprint): string[] {
  const { firstStartMs, laterStartMs, peakPssMib, endPssMib, idlePercent, parts, ends, demoSeconds } = footprint;
  const seconds = ({ value, load }: Figure) => `${(value / 1_000).toFixed(1)} s at load ${load.toFixed(1)}`;
  const mib = ({ value, load }: Figure) => `${value.toFixed(0)} MiB at load ${load.toFixed(1)}`;
  return [
    `Queue on ${backend} (the demo took ${demoSeconds.toFixed(0)} s)`,
    row('first start to view', seconds(firstStartMs), targets.firstStartMs - firstStartMs.value, '≤ 20 s'),
    row('later start to view', seconds(laterStartMs), targets.laterStartMs - laterStartMs.value, '≤ 6 s'),
    row('PSS, peak', mib(peakPssMib), targets.peakPssMib - peakPssMib.value, '≤ 600 MiB'),
    row('PSS, idle', mib(endPssMib), targets.peakPssMib - endPssMib.value, '≤ 600 MiB'),
    row(
      'CPU, idle',
      `${idlePercent.value.toFixed(2)} % of a core at load ${idlePercent.load.toFixed(1)}`,
      targets.idlePercent - idlePercent.value,
      '≤ 2 %',
    ),
    ...Object.keys(parts.endPssMib).map((part) => {
      const [peak, end, cpu] = [parts.peakPssMib[part] ?? 0, parts.endPssMib[part] ?? 0, parts.idlePercent[part] ?? 0];
      const sizes = `${peak.toFixed(0)} MiB at the peak, ${end.toFixed(0)} MiB idle, ${cpu.toFixed(2)} % of a core`;
      return `    ${`${part} (${parts.processes[part] ?? 0})`.padEnd(18)}${sizes}`;
    }),
    ...ends.map(({ tookMs, exitCode, left }) => {
      const remains = left.length === 0 ? 'nothing was left' : `left and killed: ${left.join(' | ')}`;
      return `  ended by Ctrl-C in ${(tookMs / 1_000).toFixed(1)} s with exit code ${exitCode}; ${remains}`;
    }),
    '',
  ];
}

/** @param spare how far below its target the figure is */
function row(name: string, value: string, spare: number, target: string): string {
  return `  ${name.padEnd(22)}${value.padEnd(34)}${target}${spare < 0 ? '   MISSED' : ''}`;
}
