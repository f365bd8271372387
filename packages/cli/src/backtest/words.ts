/** What a backtest came to, in sentences and cells: the terminal and the page say the same. */

import { type Locale, levelNames } from '@andon/core';
import type { Statement } from '@andon/sdk';
import { text } from '../messages/text.ts';
import { word } from '../messages/words.ts';
import { numbersOf } from '../report/numbers.ts';
import { probability, targetsOf } from '../view/level-words.ts';
import type { ActionResult, BacktestResult, Eligibility, LevelStep, PeopleResult, RiskResult } from './result.ts';

export interface Fact {
  readonly name: string;
  readonly words: readonly string[];
}

/** Of the whole: what was played, with which model, held to what. */
export function headWords(result: BacktestResult, locale: Locale): readonly string[] {
  const t = text(locale);
  const { history, played, evidence } = result;
  const { whole } = numbersOf(locale);
  const times = history.times === 'local' ? t('backtest.times.local') : t('backtest.times.utc');
  const rows = {
    rows: whole(history.rows),
    played: whole(played.rows),
    from: minuteOf(played.from),
    to: minuteOf(played.to),
    labelled: whole(played.labelled),
    unlabelled: whole(played.unlabelled),
  };
  const demands = {
    targets: targetsOf(evidence),
    reversible: probability(evidence.alpha.reversible),
    irreversible: probability(evidence.alpha.irreversible),
  };
  return [
    `${t('backtest.rows', rows)} ${times}`,
    modelWords(result, locale),
    t('backtest.demands', demands),
    t('backtest.silent', { silent: whole(played.silent) }),
    t('backtest.meaning'),
  ];
}

/** What casts doubt on every figure below, and so stands above them. */
export function foremost({ cannotKnow }: BacktestResult): readonly Statement[] {
  const codes = [
    'model-saw-rows',
    'model-may-have-seen',
    'copies-of-learned',
    'more-harm-than-people',
    'constant-as-good',
    'nothing-judged',
  ];
  return cannotKnow.filter(({ code }) => codes.includes(code));
}

function modelWords({ model, agent }: BacktestResult, locale: Locale): string {
  const t = text(locale);
  const { whole, percent } = numbersOf(locale);
  const digest = (agent.model ?? '—').slice(0, 12);
  switch (model.kind) {
    case 'none':
      return t('backtest.model.none');
    case 'learned':
      return t('backtest.model.learned', {
        rows: whole(model.rows),
        leftOut: whole(model.leftOut),
        cut: minuteOf(model.cut),
        share: percent(model.share),
        tooLate: whole(model.tooLate),
        unlabelled: whole(model.unlabelled),
      });
    case 'given':
      return t('backtest.model.given', { digest });
    case 'site':
      return t('backtest.model.site', { digest });
  }
}

/** `Disposition of a coil, reversible`; the class only where there are two. */
export function subjectWords({ title, risks }: ActionResult, { riskClass }: RiskResult, locale: Locale): string {
  if (risks.length === 1) return title[locale];
  return text(locale)('backtest.subject', { title: title[locale], risk: word(riskClass, locale) });
}

export function facts(risk: RiskResult, locale: Locale): readonly Fact[] {
  const t = text(locale);
  const { judged, levels } = risk;
  const { whole } = numbersOf(locale);
  const refusedAll = risk.refused.reduce((sum, { count }) => sum + count, 0);
  const refused = risk.refused.map(({ code, count }) => t('backtest.refused', { count, code }));
  const proposed = t('backtest.proposed.words', { proposed: whole(risk.proposed), refused: whole(refusedAll) });
  const level = t('backtest.level.words', {
    atEnd: levelNames[levels.atEnd][locale],
    highest: levelNames[levels.highest][locale],
    demotions: levels.demotions,
  });
  return [
    { name: t('backtest.proposed'), words: [[proposed, ...refused].join('; ')] },
    ...judgedFacts(risk, locale),
    { name: t('backtest.level'), words: [level, ...levels.changes.map((step) => stepWords(step, locale))] },
    ...(judged.judged > 0 ? [{ name: t('backtest.next'), words: [nextWords(risk.next, locale)] }] : []),
    { name: t('backtest.eligible'), words: risk.eligible.map((one) => eligibleWords(one, locale)) },
  ];
}

function judgedFacts({ judged }: RiskResult, locale: Locale): readonly Fact[] {
  const t = text(locale);
  const { whole, percent } = numbersOf(locale);
  const { share, interval, notShown } = judged;
  if (share === null || interval === null) return [{ name: t('backtest.judged'), words: [t('backtest.judged.none')] }];
  const [low, high] = interval;
  const counts = {
    judged: whole(judged.judged),
    right: whole(judged.right),
    missed: whole(judged.missed),
    critical: whole(judged.critical),
  };
  const faults = judged.faults.map((one) => t('backtest.fault', { count: whole(one.count), fault: one.text[locale] }));
  const unasked = judged.unasked > 0 ? [t('backtest.unasked', { count: judged.unasked })] : [];
  return [
    { name: t('backtest.judged'), words: [t('backtest.judged.words', counts)] },
    {
      name: t('backtest.share'),
      words: [
        t('backtest.share.words', { share: percent(share), low: percent(low), high: percent(high) }),
        ...decidedWords(judged, locale),
      ],
    },
    { name: t('backtest.not-shown'), words: [t('backtest.not-shown.words', notShown)] },
    ...(faults.length + unasked.length > 0 ? [{ name: t('backtest.faults'), words: [...faults, ...unasked] }] : []),
  ];
}

/** Where some were left to people. */
function decidedWords({ decided, judged }: RiskResult['judged'], locale: Locale): readonly string[] {
  if (decided === null || decided.judged === judged) return [];
  const { whole, percent } = numbersOf(locale);
  const share = percent(decided.judged === 0 ? null : decided.right / decided.judged);
  return [text(locale)('backtest.decided', { right: whole(decided.right), judged: whole(decided.judged), share })];
}

function nextWords(next: RiskResult['next'], locale: Locale): string {
  const t = text(locale);
  if (next === null) return t('backtest.next.top');
  const { level, successes, failures, needed, possible } = next;
  const { whole } = numbersOf(locale);
  const name = levelNames[level][locale];
  if (!possible) return t('backtest.next.never', { level: name });
  return t('backtest.next.words', { level: name, judged: whole(successes + failures), needed: whole(needed) });
}

export function stepWords(step: LevelStep, locale: Locale): string {
  const t = text(locale);
  const { successes, failures, row } = step;
  const counts = { right: successes, judged: successes + failures, row: row ?? '—' };
  const change = `${minuteOf(step.at)} ${changeWords(step, locale)}`;
  const words = t('backtest.step', { change, ...counts });
  return step.why === null ? words : t('backtest.step.why', { step: words, why: step.why.text[locale] });
}

export function changeWords({ from, to }: LevelStep, locale: Locale): string {
  return `${levelNames[from][locale]} → ${levelNames[to][locale]}`;
}

/** `advise: eligible since 2025-03-01 06:30, line 812` */
export function eligibleWords(one: Eligibility, locale: Locale): string {
  return text(locale)('level.of', { what: levelNames[one.level][locale], change: verdictWords(one, locale) });
}

export function verdictWords(one: Eligibility, locale: Locale): string {
  const t = text(locale);
  switch (one.verdict) {
    case 'eligible':
      return t('backtest.eligible.word', { at: minuteOf(one.at), row: one.row ?? '—' });
    case 'lost': {
      const { at, row, lost } = one;
      const values = { at: minuteOf(at), row: row ?? '—', lostAt: minuteOf(lost.at), lostRow: lost.row ?? '—' };
      return t('backtest.lost.word', values);
    }
    case 'cannot-know':
      return t('backtest.cannot-know.word', { why: one.why });
    default:
      return t(`backtest.${one.verdict}.word`);
  }
}

/** By choice: name, how often it was proposed, right, and had it always been proposed. */
export function choiceRows({ choices }: ActionResult, locale: Locale): readonly (readonly string[])[] {
  const t = text(locale);
  const { whole } = numbersOf(locale);
  const of = ({ right, judged }: { right: number; judged: number }) =>
    judged === 0 ? '—' : t('backtest.of', { right: whole(right), judged: whole(judged) });
  return (choices ?? []).map((one) => {
    const name = one.text[locale];
    const named = one.abstains ? t('backtest.choice.abstains', { name }) : name;
    return [named, whole(one.proposed), of(one), of(one.always)];
  });
}

export function choiceHead(locale: Locale): readonly string[] {
  const t = text(locale);
  return [t('backtest.choice'), t('backtest.proposed'), t('backtest.choice.right'), t('backtest.choice.always')];
}

export function abstainedWords({ abstained }: ActionResult, { played }: BacktestResult, locale: Locale): string | null {
  if (abstained === null) return null;
  const { whole } = numbersOf(locale);
  return text(locale)('backtest.abstained', { count: whole(abstained), rows: whole(played.rows) });
}

export function peopleWords(people: PeopleResult, locale: Locale): readonly string[] {
  const t = text(locale);
  const { whole, percent } = numbersOf(locale);
  const { pairs, agreed, agentOnly, humanOnly, mcnemar } = people;
  const share = pairs === 0 ? '—' : percent(agreed / pairs);
  const text1 = t('backtest.people.text', { pairs: whole(pairs), agreed: whole(agreed), share });
  if (mcnemar === null) return [text1];
  return [text1, t('backtest.people.p', { agentOnly, humanOnly, p: pWords(mcnemar) })];
}

/** The paired table, its head first. */
export function pairedRows(people: PeopleResult, locale: Locale): readonly (readonly string[])[] {
  const t = text(locale);
  const { whole } = numbersOf(locale);
  return [
    ['', t('backtest.people.right'), t('backtest.people.wrong')],
    [t('backtest.agent.right'), whole(people.bothRight), whole(people.agentOnly)],
    [t('backtest.agent.wrong'), whole(people.humanOnly), whole(people.bothWrong)],
  ];
}

/** Kinds of error in the pairs, their head first; none where the vertical tells none apart. */
export function faultRows({ faults }: PeopleResult, locale: Locale): readonly (readonly string[])[] {
  const t = text(locale);
  const { whole } = numbersOf(locale);
  if (faults.length === 0) return [];
  const head = [t('backtest.error'), t('backtest.by.agent'), t('backtest.by.people')];
  return [head, ...faults.map(({ text: named, count, byPeople }) => [named[locale], whole(count), whole(byPeople)])];
}

/** `2025-03-01 06:30` */
export function minuteOf(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ');
}

function pWords(p: number): string {
  return p < 0.001 ? '< 0.001' : `= ${p.toFixed(3)}`;
}
