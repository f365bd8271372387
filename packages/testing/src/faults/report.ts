/** The loop's result, for people and for programs. */

import type { LoopResult } from './loop.ts';

/** Whether every promise was kept. */
export function isClean({ violations, left }: Pick<LoopResult, 'violations' | 'left'>): boolean {
  return left.length === 0 && Object.values(violations).every((found) => found.length === 0);
}

/** As `--json` writes it; what was violated stands below its count. */
export function jsonOf(
  result: LoopResult,
  about: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const { violations, ...rest } = result;
  const counts = Object.fromEntries(Object.entries(violations).map(([name, found]) => [name, found.length]));
  const told = Object.entries(violations).filter(([, found]) => found.length > 0);
  return { ...rest, ...counts, violations: Object.fromEntries(told), ...about };
}

/** No more sentences of one kind than these. */
const SENTENCES = 5;

export function reportLines(result: LoopResult): readonly string[] {
  const { kills, byFault, byStep, betweenActs, byState, effects, violations, recoveryMs, fell, left } = result;
  const seconds = (result.tookMs / 1_000).toFixed(0);
  return [
    `${kills} faults in ${seconds} s: ${list(byFault)}`,
    `the worker was killed at ${list(byStep)}${betweenActs > 0 ? `, between acts ${betweenActs}` : ''}`,
    `${effects} acts (${list(byState)}), ${result.arrivals} arrivals at the MES; ${result.stops} stops, ${result.levelChanges} levels signed or lowered, ${result.approved} approvals`,
    recoveryMs === null
      ? 'no act was under way when a fault ended'
      : `from the end of a fault to the end of what was under way: p50 ${recoveryMs.p50} ms, p99 ${recoveryMs.p99} ms, max ${recoveryMs.max} ms`,
    ...fell.map((words) => `ended by itself: ${words}`),
    ...left.map((words) => `left over: ${words}`),
    ...Object.entries(violations).flatMap(([name, found]) => [
      `${name} ${found.length}`,
      ...found.slice(0, SENTENCES).map((sentence) => `  ${sentence}`),
    ]),
  ];
}

function list(counts: Readonly<Record<string, number | undefined>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}
