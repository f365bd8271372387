/**
 * The report of a demo, as text of at most 80 columns. What we promise comes first, also when it was broken; what the
 * numbers do not prove comes last and is never left out.
 */

import type { Locale } from '@andon/core';
import type { DemoResult } from '../demo/result.ts';
import { type Text, text } from '../messages/text.ts';
import { word } from '../messages/words.ts';
import { cell, printable, widthOf, wrap } from './width.ts';

export const REPORT_COLUMNS = 80;
const INDENT = '  ';
const NUMBER = 8;

export function reportLines(result: DemoResult, locale: Locale): string[] {
  return new Report(result, locale).lines().map(printable);
}

type SectionTitle =
  `report.${'effects' | 'audit' | 'proposals' | 'decisions' | 'outcomes' | 'stops' | 'line' | 'limits'}`;
type Row = readonly [name: string, count: number, words: string];

class Report {
  readonly #result: DemoResult;
  readonly #locale: Locale;
  readonly #t: Text;

  constructor(result: DemoResult, locale: Locale) {
    this.#result = result;
    this.#locale = locale;
    this.#t = text(locale);
  }

  lines(): string[] {
    return [
      ...this.#head(),
      ...this.#section('report.effects', this.#counted(this.#effects())),
      ...this.#section('report.audit', this.#words(this.#audit())),
      ...this.#section('report.proposals', this.#words(this.#named(this.#result.proposals))),
      ...this.#section('report.decisions', this.#words(this.#decisions())),
      ...this.#section('report.outcomes', this.#counted(this.#outcomes())),
      ...this.#section('report.stops', this.#words(this.#t('report.stops.line', this.#result.stops))),
      ...this.#section('report.line', this.#books()),
      ...this.#section('report.limits', this.#limits()),
    ];
  }

  #head(): string[] {
    const { coils, scenario, seed, runs } = this.#result;
    const title = this.#t('report.title');
    return [
      title,
      '═'.repeat(widthOf(title)),
      this.#t('report.asked', { coils, scenario, seed }),
      this.#t('report.runs', runs),
    ].flatMap((line) => wrap(line, REPORT_COLUMNS, 2));
  }

  #effects(): readonly Row[] {
    const t = this.#t;
    const { effects } = this.#result;
    const { duplicated, lost } = effects;
    return [
      [t('report.duplicated'), duplicated, t(duplicated === 0 ? 'report.duplicated.none' : 'report.duplicated.some')],
      [t('report.lost'), lost, t(lost === 0 ? 'report.lost.none' : 'report.lost.some')],
      [t('report.intended'), effects.intended, t('report.intended.text')],
      [t('report.verified'), effects.verified, t('report.verified.text')],
      [t('report.clamped'), effects.clamped, t('report.clamped.text')],
      [t('report.accepted'), effects.accepted, t('report.accepted.text')],
      [t('report.rejected'), effects.rejected, t('report.rejected.text')],
      [t('report.refused'), effects.refused, t('report.refused.text')],
      [t('report.expired'), effects.expired, t('report.expired.text')],
      [t('report.unknown'), effects.unknown, t('report.unknown.text')],
    ];
  }

  #audit(): string {
    const { events, verified } = this.#result.audit;
    return this.#t(verified ? 'report.audit.verified' : 'report.audit.broken', { events: this.#number(events) });
  }

  #decisions(): string {
    return this.#t('report.decisions.line', this.#result.decisions);
  }

  #outcomes(): readonly Row[] {
    const t = this.#t;
    const { achieved = 0, missed = 0, critical = 0, unjudged = 0, open = 0, offered = 0 } = this.#result.outcomes;
    return [
      [t('report.achieved'), achieved, t('report.achieved.text')],
      [t('report.missed'), missed, t('report.missed.text')],
      [t('report.critical'), critical, t('report.critical.text')],
      [t('report.unjudged'), unjudged, t('report.unjudged.text')],
      [t('report.open'), open + offered, t('report.open.text')],
    ];
  }

  #books(): string[] {
    const t = this.#t;
    const { line } = this.#result;
    const { byAgent, byPeople, escapes, overkill } = line;
    const rows: readonly (readonly [string, string])[] = [
      [t('report.line.inspected'), this.#number(line.inspected)],
      [t('report.line.dispositions'), this.#named(line.dispositions)],
      [t('report.line.who'), t('report.line.who.text', { byAgent, byPeople })],
      [t('report.line.prime'), t('report.line.prime.text', { share: `${(100 * line.primeShare).toFixed(1)} %` })],
      [t('report.line.escapes'), t('report.line.escapes.text', { escapes })],
      [t('report.line.overkill'), t('report.line.overkill.text', { overkill })],
      [t('report.line.energy'), t('report.line.energy.text', { energy: this.#number(line.energyKwh) })],
      [t('report.line.late'), t('report.line.late.text', { hours: this.#number(line.tardinessH) })],
      [t('report.line.money'), t('report.line.money.text', { money: this.#number(line.moneyCny) })],
    ];
    const width = Math.max(...rows.map(([name]) => widthOf(name))) + 2;
    return rows.flatMap(([name, words]) => this.#hanging(name, width, words));
  }

  #limits(): string[] {
    const t = this.#t;
    return [t('report.limits.safety'), t('report.limits.approve'), t('report.limits.simulated')].flatMap((line) =>
      this.#words(line),
    );
  }

  #section(title: SectionTitle, body: readonly string[]): string[] {
    return ['', ...wrap(this.#t(title), REPORT_COLUMNS, 2), ...body];
  }

  #words(words: string): string[] {
    return wrap(words, REPORT_COLUMNS - INDENT.length, 4).map((line) => INDENT + line);
  }

  /** A name, a number under the other numbers, and what it means. */
  #counted(rows: readonly Row[]): string[] {
    const width = Math.max(...rows.map(([name]) => widthOf(name))) + 1;
    return rows.flatMap(([name, count, words]) => {
      const number = this.#number(count).padStart(NUMBER);
      return this.#hanging(cell(name, width) + number, width + NUMBER + 3, words);
    });
  }

  #hanging(name: string, width: number, words: string): string[] {
    return wrap(words, REPORT_COLUMNS - INDENT.length - width, 4).map(
      (line, at) => INDENT + cell(at === 0 ? name : '', width) + line,
    );
  }

  /** `release 30 · hold 5` */
  #named(counts: Readonly<Record<string, number>>): string {
    const named = Object.entries(counts).map(([name, count]) => `${word(name, this.#locale)} ${this.#number(count)}`);
    return named.length === 0 ? this.#t('report.proposals.none') : named.join(' · ');
  }

  #number(value: number): string {
    return new Intl.NumberFormat(this.#locale, { maximumFractionDigits: 0 }).format(value);
  }
}
