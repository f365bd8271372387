/** What became of things, as rows of a name, a number and what it means: the same rows in text and in HTML. */

import type { Locale } from '@andon/core';
import type { DemoResult } from '../demo/result.ts';
import { text } from '../messages/text.ts';
import { word } from '../messages/words.ts';
import { numbersOf } from './numbers.ts';

export interface CountRow {
  readonly name: string;
  readonly count: string;
  readonly meaning: string;
}

export interface BookRow {
  readonly name: string;
  readonly words: string;
}

const effectStates = [
  'intended',
  'verified',
  'clamped',
  'accepted',
  'rejected',
  'refused',
  'expired',
  'unknown',
] as const satisfies readonly (keyof DemoResult['effects'])[];

/** The promises that can be counted when they are broken. */
export function violationRows({ effects }: DemoResult, locale: Locale): readonly CountRow[] {
  const t = text(locale);
  const { whole } = numbersOf(locale);
  const of = (key: 'duplicated' | 'lost' | 'above', count: number): CountRow => ({
    name: t(`report.${key}`),
    count: whole(count),
    meaning: t(count === 0 ? `report.${key}.none` : `report.${key}.some`),
  });
  return [of('duplicated', effects.duplicated), of('lost', effects.lost), of('above', effects.aboveGrant)];
}

export function violationCount({ effects }: DemoResult): number {
  return effects.duplicated + effects.lost + effects.aboveGrant;
}

export function effectRows({ effects }: DemoResult, locale: Locale): readonly CountRow[] {
  const t = text(locale);
  const { whole } = numbersOf(locale);
  return effectStates.map((state) => ({
    name: t(`report.${state}`),
    count: whole(effects[state]),
    meaning: t(`report.${state}.text`),
  }));
}

export function outcomeRows({ outcomes }: DemoResult, locale: Locale): readonly CountRow[] {
  const t = text(locale);
  const { whole } = numbersOf(locale);
  const { achieved = 0, missed = 0, critical = 0, unjudged = 0, open = 0, offered = 0 } = outcomes;
  const counts = { achieved, missed, critical, unjudged, open: open + offered };
  return (['achieved', 'missed', 'critical', 'unjudged', 'open'] as const).map((state) => ({
    name: t(`report.${state}`),
    count: whole(counts[state]),
    meaning: t(`report.${state}.text`),
  }));
}

export function auditWords({ audit }: DemoResult, locale: Locale): string {
  const events = numbersOf(locale).whole(audit.events);
  return text(locale)(audit.verified ? 'report.audit.verified' : 'report.audit.broken', { events });
}

export function bookRows({ line }: DemoResult, locale: Locale): readonly BookRow[] {
  const t = text(locale);
  const { whole, percent } = numbersOf(locale);
  const { byAgent, byPeople, escapes, overkill } = line;
  const rows: readonly (readonly [string, string])[] = [
    [t('report.line.inspected'), whole(line.inspected)],
    [t('report.line.dispositions'), namedCounts(line.dispositions, locale)],
    [t('report.line.who'), t('report.line.who.text', { byAgent, byPeople })],
    [t('report.line.prime'), t('report.line.prime.text', { share: percent(line.primeShare) })],
    [t('report.line.escapes'), t('report.line.escapes.text', { escapes })],
    [t('report.line.overkill'), t('report.line.overkill.text', { overkill })],
    [t('report.line.energy'), t('report.line.energy.text', { energy: whole(line.energyKwh) })],
    [t('report.line.late'), t('report.line.late.text', { hours: whole(line.tardinessH) })],
    [t('report.line.money'), t('report.line.money.text', { money: whole(line.moneyCny) })],
  ];
  return rows.map(([name, words]) => ({ name, words }));
}

/** `release 30 · hold 5` */
export function namedCounts(counts: Readonly<Record<string, number>>, locale: Locale): string {
  const { whole } = numbersOf(locale);
  const named = Object.entries(counts).map(([name, count]) => `${word(name, locale)} ${whole(count)}`);
  return named.length === 0 ? text(locale)('report.none') : named.join(' · ');
}
