/** Bands of a tariff: they cover the day without gap or overlap, so that every hour has one price. */

import type { Tariffs } from './definition.ts';
import type { SiteProblem } from './site.ts';

const MINUTES = 24 * 60;

export function tariffProblems({ electricity }: Tariffs): readonly SiteProblem[] {
  const bands = electricity
    .map(({ from, to }, index) => ({ from: minutesOf(from), to: minutesOf(to), index }))
    .sort((a, b) => a.from - b.from);
  const problems: SiteProblem[] = [];
  const at = (index: number, key: string) => `tariffs.electricity.${index}.${key}`;
  let covered = 0;
  for (const { from, to, index } of bands) {
    if (to <= from) problems.push({ path: at(index, 'to'), problem: 'is not after from; a night takes two bands' });
    if (from > covered) problems.push({ path: at(index, 'from'), problem: `nothing covers ${timeOf(covered)} to it` });
    if (from < covered) problems.push({ path: at(index, 'from'), problem: 'overlaps the band before it' });
    covered = Math.max(covered, to);
  }
  const last = bands.at(-1);
  if (covered < MINUTES && last) {
    problems.push({ path: at(last.index, 'to'), problem: `nothing covers ${timeOf(covered)} to 24:00` });
  }
  return problems;
}

function minutesOf(text: string): number {
  const [hours, minutes] = text.split(':').map(Number) as [number, number];
  return hours * 60 + minutes;
}

function timeOf(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
