/** Levels and what moves them, in words: of a standing, of a grant that was signed or lowered, of a test that passed. */

import {
  type Because,
  defaultEvidencePolicy,
  type EvidencePolicy,
  earnedLevels,
  type Grant,
  type GrantBasis,
  heldLevel,
  type Level,
  type Locale,
  levelNames,
  type Standing,
  say,
} from '@andon/core';
import { text } from '../messages/text.ts';
import { word } from '../messages/words.ts';
import type { LevelChanged } from './state.ts';
import type { ViewStart } from './view.ts';

type Subject = Pick<Standing, 'actionType' | 'riskClass'>;

/** `disposition, reversible`; the risk class only where the action type has both among those that are shown. */
export function subjectName(subject: Subject, among: readonly Subject[], locale: Locale): string {
  const { actionType, riskClass } = subject;
  const action = word(actionType, locale);
  const isOne = among.every((other) => other.actionType !== actionType || other.riskClass === riskClass);
  return isOne ? action : text(locale)('standing.name', { action, risk: word(riskClass, locale) });
}

/** `.95`: probabilities as the works write them, with as many digits as there are. */
export function probability(value: number): string {
  const [whole = '0', digits = ''] = value.toFixed(3).split('.');
  return `${whole === '0' ? '' : whole}.${digits.replace(/0$/, '')}`;
}

/** `.70 .74 .78 .82`, lowest level first. */
export function targetsOf({ targets }: Pick<EvidencePolicy, 'targets'>): string {
  return earnedLevels.map((level) => probability(targets[level])).join(' ');
}

/** What climbing takes here; where that is less than what is shipped, both. */
export function demandWords(start: Pick<ViewStart, 'evidence' | 'isDemoEvidence'>, locale: Locale): string {
  const t = text(locale);
  const targets = targetsOf(start.evidence);
  if (!start.isDemoEvidence) return t('levels.targets', { targets });
  return t('levels.targets.demo', { targets, shipped: targetsOf(defaultEvidencePolicy) });
}

/** `disposition: shadow; advise after at least 22 judged right (target .70)`, for the start of a log. */
export function standingWords(standing: Standing, among: readonly Standing[], locale: Locale): string {
  const t = text(locale);
  const { next, level } = standing;
  const held = levelNames[level][locale];
  const what = subjectName(standing, among, locale);
  if (!next?.possible) return t('plain.level', { what, level: held });
  const { needed, target } = next;
  const climb = { level: held, next: levelNames[next.level][locale], needed, target: probability(target) };
  return t('plain.level', { what, level: t('plain.next', climb) });
}

/** `disposition: shadow 12/22 → advise` */
export function standingBriefly(standing: Standing, among: readonly Standing[], locale: Locale): string {
  const t = text(locale);
  const { next, level } = standing;
  const held = levelNames[level][locale];
  const what = subjectName(standing, among, locale);
  if (!next?.possible) return t('plain.level', { what, level: held });
  const { judged, needed } = next;
  const to = t('standing.to', { judged, needed, level: levelNames[next.level][locale] });
  return t('plain.level', { what, level: `${held} ${to}` });
}

/**
 * `disposition: shadow → advise, signed by Wang Jun: 22 judged, 22 right (target .70)`
 *
 * @param what the name of what it is a level of; `null` leaves it out
 */
export function levelChangeWords({ kind, grant, from }: LevelChanged, what: string | null, locale: Locale): string {
  const change = kind === 'grant-lowered' ? loweredWords(grant, from, locale) : signedWords(grant, from, locale);
  return what === null ? change : text(locale)('level.of', { what, change });
}

/** `22 judged, 22 right (target .70)` */
export function countWords(counts: { successes: number; failures: number; target: number }, locale: Locale): string {
  const { successes, failures, target } = counts;
  return text(locale)('level.shown', { judged: successes + failures, successes, target: probability(target) });
}

export function nameList(names: readonly string[], locale: Locale): string {
  // Where Latin names stand in Chinese, 和 reads as part of one.
  if (locale === 'zh-CN') return names.join('、');
  return new Intl.ListFormat(locale, { type: 'conjunction' }).format(names);
}

function signedWords(grant: Grant, from: Level, locale: Locale): string {
  const t = text(locale);
  const by = nameList(
    grant.signedBy.map(({ name }) => name),
    locale,
  );
  const to = levelNames[heldLevel(grant)][locale];
  if (heldLevel(grant) === from) return t('level.renewed', { to, by });
  if (grant.basis.kind === 'commissioning') return t('level.commissioned', { to, by });
  const change = t('level.signed', { from: levelNames[from][locale], to, by });
  const why = basisWords(grant.basis, locale);
  return why === null ? change : t('level.because', { change, why });
}

function basisWords(basis: GrantBasis, locale: Locale): string | null {
  switch (basis.kind) {
    case 'evidence':
      return countWords(basis, locale);
    case 'rehearsal': {
      const { source, successes, failures, target } = basis;
      const judged = successes + failures;
      return text(locale)('level.rehearsed', { source, judged, successes, target: probability(target) });
    }
    default:
      return null;
  }
}

function loweredWords(grant: Grant, from: Level, locale: Locale): string {
  const t = text(locale);
  const { lowered } = grant;
  // Told of a grant that a new one has replaced since.
  if (!lowered) return signedWords(grant, from, locale);
  const levelsWords = { from: levelNames[from][locale], to: levelNames[lowered.to][locale] };
  const { because } = lowered;
  if (because.code === 'demoted.person') {
    const { by = lowered.by.name, reason = '—' } = because.values;
    return t('level.person', { ...levelsWords, by: String(by), why: String(reason) });
  }
  return t('level.itself', { ...levelsWords, why: whyLowered(because, locale) });
}

function whyLowered(because: Because, locale: Locale): string {
  const t = text(locale);
  const { values } = because;
  switch (because.code) {
    case 'demoted.drift':
      return t('level.why.drift', { sum: String(values.sum), limit: String(values.limit) });
    case 'demoted.critical':
      return t('level.why.critical', { what: String(values.what) });
    case 'demoted.breach':
      return t('level.why.breach', { value: String(values.value) });
    default:
      return say(because, locale);
  }
}
