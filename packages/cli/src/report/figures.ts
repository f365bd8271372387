/** What operating one way came to, as rows of a table: the same rows in text and in HTML. */

import type { Locale } from '@andon/core';
import type { Operation, OperationFigures } from '@andon/sim-line';
import { text } from '../messages/text.ts';
import { numbersOf } from './numbers.ts';

export const operationsShown = ['manual', 'copilot', 'agent'] as const satisfies readonly Operation[];

export interface FigureRow {
  readonly name: string;
  readonly values: Readonly<Record<Operation, string>>;
  /** What the operations are ordered by. */
  readonly isResult: boolean;
}

type Figure = readonly [key: FigureKey, write: (figures: OperationFigures) => string];
type FigureKey =
  | 'prime'
  | 'scrap'
  | 'rework'
  | 'hold'
  | 'downgrade'
  | 'escapes'
  | 'overkill'
  | 'downtime'
  | 'energy'
  | 'tardiness'
  | 'adoption'
  | 'interventions'
  | 'between'
  | 'money';

export function figureRows(
  figures: Readonly<Record<Operation, OperationFigures>>,
  locale: Locale,
): readonly FigureRow[] {
  const t = text(locale);
  const { whole, tenths, percent } = numbersOf(locale);
  const rows: readonly Figure[] = [
    ['prime', ({ primeShare }) => percent(primeShare)],
    ['scrap', ({ scrap }) => whole(scrap)],
    ['rework', ({ rework }) => whole(rework)],
    ['hold', ({ hold }) => whole(hold)],
    ['downgrade', ({ downgrade }) => whole(downgrade)],
    ['escapes', ({ escapes }) => whole(escapes)],
    ['overkill', ({ overkill }) => whole(overkill)],
    ['downtime', ({ downtimeMin }) => whole(downtimeMin)],
    ['energy', ({ energyKwh }) => whole(energyKwh)],
    ['tardiness', ({ tardinessMin }) => whole(tardinessMin / 60)],
    ['adoption', ({ adoptionRate }) => percent(adoptionRate)],
    ['interventions', ({ interventions }) => whole(interventions)],
    ['between', ({ minutesBetweenInterventions }) => tenths(minutesBetweenInterventions)],
    ['money', ({ money }) => whole(money)],
  ];
  return rows.map(([key, write]) => ({
    name: t(`figure.${key}`),
    values: { manual: write(figures.manual), copilot: write(figures.copilot), agent: write(figures.agent) },
    isResult: key === 'money',
  }));
}
