/** The error rates as tables, for people. */

import { allowed } from './climbs.ts';
import { agentsAround, type Promotion } from './promotion.ts';
import { mostOutcomes, rules } from './rules.ts';
import { type ErrorRates, targets } from './simulate.ts';

export function reportLines({ promotion, drift, climbs }: ErrorRates): string[] {
  return [
    `Promotion: looked at after each of at most ${mostOutcomes} outcomes; share of agents that get the level`,
    row('target', ['p', 'α', 'e-process', 'Clopper-P.', 'Wilson', 'mean outcomes']),
    ...Object.values(targets).flatMap((some) => some.flatMap((target) => promotionRows(target, promotion))),
    '',
    'CUSUM: mean number of outcomes to an alarm, by failure probability of the agent (± standard error)',
    row('target', ['limit', 'false alarms', 'noticed after'], 18),
    ...drift.map(({ target, chart, lengths }) =>
      row(
        target === null ? 'ref.' : said(target),
        [
          String(chart.limit),
          ...lengths.map(({ rate, mean, error }) => `${said(rate)}: ${mean.toFixed(0)} ± ${error.toFixed(0)}`),
        ],
        18,
      ),
    ),
    '',
    'Climbing again: an agent as good as the target gets the level at least once within 1, 2, … trials',
    ...climbs.flatMap(({ target, alpha, halved, rates }) => [
      row(said(target), [halved ? 'α halved' : 'α kept', ...rates.map((rate) => rate.toFixed(4))]),
      ...(halved ? [row('', ['allowed', ...rates.map((_, at) => allowed(alpha, at + 1).toFixed(4))])] : []),
    ]),
  ];
}

function promotionRows(target: number, promotion: readonly Promotion[]): string[] {
  const { good } = agentsAround(target);
  const ofTarget = promotion.filter((one) => one.target === target);
  const cases = ofTarget.filter(({ rule }) => rule === 'e-process');
  return cases.map(({ p, alpha, meanOutcomes }) => {
    const alike = ofTarget.filter((one) => one.p === p && one.alpha === alpha);
    const rates = rules.map((rule) => alike.find((one) => one.rule === rule)?.rate.toFixed(4) ?? '');
    const mean = p === good && meanOutcomes !== null ? meanOutcomes.toFixed(0) : '';
    return row(said(target), [said(p), said(alpha), ...rates, mean]);
  });
}

function row(name: string, cells: readonly string[], columns = 12): string {
  return `  ${name.padEnd(8)}${cells.map((cell) => cell.padEnd(columns)).join('')}`.trimEnd();
}

function said(value: number): string {
  return String(Number(value.toFixed(4))).replace(/^0\./, '.');
}
