/**
 * What happened, in words: for the activity list and for the lines of the headless view alike. A phrase carries how
 * much it matters; colour may underline that, but the words say it.
 */

import {
  asAndonError,
  type Because,
  type Json,
  type Locale,
  levelNames,
  levels,
  type Proposal,
  type Reason,
  type Standing,
  say,
} from '@andon/core';
import { targets } from '@andon/sim-line';
import { text } from '../messages/text.ts';
import { word } from '../messages/words.ts';
import { countWords, levelChangeWords, subjectName } from './level-words.ts';
import { dateAndTime, timeOfDay } from './plant-time.ts';
import type { Chain, Incident, Wanted } from './state.ts';

/** `plain`: as it should be. `strong`: worth seeing. `odd`: look at it. `alarm`: act on it. */
export type Tone = 'plain' | 'strong' | 'odd' | 'alarm';

export interface Phrase {
  readonly tone: Tone;
  readonly words: string;
}

const plain = (words: string): Phrase => ({ tone: 'plain', words });
const strong = (words: string): Phrase => ({ tone: 'strong', words });
const odd = (words: string): Phrase => ({ tone: 'odd', words });
const alarm = (words: string): Phrase => ({ tone: 'alarm', words });

/** `coil C0042 → hold` */
export function wants(wanted: Wanted | null, locale: Locale): string {
  const t = text(locale);
  if (!wanted) return t('want.unknown');
  const { actionType, command } = wanted;
  const value = valueWords(command.value, command.target, locale);
  if (command.target === targets.furnaceSetpoint) return t('want.furnace', { value });
  if (command.target === targets.disposition && command.material !== null) {
    return t('want.coil', { material: command.material, value });
  }
  const where = command.material ?? lastSegment(command.asset);
  return t('want.other', { action: word(actionType, locale), where, value });
}

/** A value that is written or read back, with the unit of its target. */
export function valueWords(value: Json, target: string, locale: Locale): string {
  if (typeof value === 'number' && target === targets.furnaceSetpoint) return `${value} °C`;
  if (typeof value === 'string') return word(value, locale);
  return value === null ? '—' : JSON.stringify(value);
}

/** The binding reason, with levels and action types by name and equipment by its own. */
export function sayPlainly({ code, values }: Because, locale: Locale): string {
  const named = Object.entries(values).map(([key, value]) => {
    if (key === 'level') return [key, levelName(String(value), locale)];
    if (key === 'closesAt' || key === 'notAfter') return [key, moment(String(value))];
    if (key === 'scope') return [key, lastSegment(String(value))];
    if (key === 'tag' || key === 'target') return [key, String(value).split('/').slice(-2).join('/')];
    if (key === 'actionType' || key === 'riskClass' || key === 'param') return [key, word(String(value), locale)];
    return [key, value];
  });
  return say({ code, values: Object.fromEntries(named) }, locale);
}

/** In plant time, as the plant's people read it. */
function moment(iso: string): string {
  const ms = Date.parse(iso);
  return Number.isNaN(ms) ? iso : dateAndTime(ms);
}

/** The level by name; what is no level is shown as it is. */
export function levelName(level: string, locale: Locale): string {
  const known = levels.find((one) => one === level);
  return known ? levelNames[known][locale] : level;
}

/** What became of a proposal so far, in order. */
export function chainPhrases(chain: Chain, locale: Locale): readonly Phrase[] {
  return [
    proposalPhrase(chain, locale),
    editPhrase(chain, locale),
    decisionPhrase(chain, locale),
    actedPhrase(chain, locale),
    effectPhrase(chain, locale),
    outcomePhrase(chain, locale),
  ].filter((phrase) => phrase !== null);
}

/** That a person wrote the revision that somebody else then decided on. */
function editPhrase({ proposal, decision }: Chain, locale: Locale): Phrase | null {
  if (!proposal || !isEdited(proposal) || decision?.kind === 'edit') return null;
  return odd(text(locale)('decision.edit', { by: proposal.author.name }));
}

export function isEdited({ author }: Proposal): boolean {
  return author.authenticatedBy !== 'system';
}

/** Says of a proposal what a decision or an effect does not say better. */
export function proposalPhrase({ proposal, decision, effect, expired }: Chain, locale: Locale): Phrase | null {
  if (!proposal || effect) return null;
  const t = text(locale);
  const { verdict } = proposal;
  switch (verdict.kind) {
    case 'refuse':
      return odd(t('verdict.refuse', { because: sayPlainly(verdict.because, locale) }));
    case 'veto-window':
      return decision ? null : plain(t('verdict.veto-window', { time: timeOfDay(verdict.closesAtMs) }));
    case 'await-approval':
      return decision || expired ? null : plain(t('verdict.await-approval'));
    default:
      return decision ? null : plain(t(`verdict.${verdict.kind}`));
  }
}

export function decisionPhrase({ decision, expired }: Chain, locale: Locale): Phrase | null {
  const t = text(locale);
  if (expired) return odd(t('decision.expired'));
  if (!decision) return null;
  const words = t(`decision.${decision.kind}`, { by: decision.by.name });
  return decision.kind === 'approve' ? plain(words) : odd(words);
}

/** That no person let it leave. */
export function actedPhrase({ effect }: Chain, locale: Locale): Phrase | null {
  if (!effect || effect.authorisation.kind === 'approval') return null;
  return strong(text(locale)(`acted.${effect.authorisation.kind}`));
}

export function effectPhrase({ effect }: Chain, locale: Locale): Phrase | null {
  if (!effect) return null;
  const t = text(locale);
  const { state, command } = effect;
  const because = effect.because ? sayPlainly(effect.because, locale) : '—';
  const after = valueWords(effect.after, command.target, locale);
  switch (state) {
    case 'verified':
      return plain(t('effect.verified', { after }));
    case 'clamped':
      return odd(t('effect.clamped', { asked: valueWords(command.value, command.target, locale), after }));
    case 'rejected':
    case 'refused':
    case 'expired':
      return odd(t(`effect.${state}`, { because }));
    case 'unknown':
      return alarm(t('effect.unknown'));
    default:
      return plain(t(`effect.${state}`));
  }
}

export function outcomePhrase({ outcome }: Chain, locale: Locale): Phrase | null {
  if (!outcome) return null;
  const t = text(locale);
  const { state, finding, effectId } = outcome;
  // What was proposed can be right or wrong; what was done, achieved or not.
  const isOfProposal = effectId === null && state !== 'unjudged' && state !== 'open' && state !== 'offered';
  const words = isOfProposal ? t(`judged.${state}`) : t(`outcome.${state}`);
  const why = firstReason(finding?.reasons, locale);
  switch (state) {
    case 'missed':
    case 'unjudged':
      return odd(why === null ? words : t('outcome.because', { outcome: words, because: why }));
    case 'critical':
      return alarm(why === null ? words : t('outcome.because', { outcome: words, because: why }));
    default:
      return plain(words);
  }
}

export function incidentPhrase({ what }: Incident, standings: readonly Standing[], locale: Locale): Phrase {
  const t = text(locale);
  switch (what.kind) {
    case 'note':
      return plain(what.text[locale]);
    case 'grant-signed':
    case 'grant-lowered': {
      const words = levelChangeWords(what, subjectName(what.grant, standings, locale), locale);
      return what.kind === 'grant-lowered' ? alarm(words) : strong(words);
    }
    case 'evidence-passed':
      return strong(passedWords(what.standing, standings, locale));
    case 'stop-pressed': {
      const { scope, pressedBy, reason } = what.stop;
      return alarm(t('stop.pressed', { where: lastSegment(scope), by: pressedBy.name, reason }));
    }
    case 'stop-reset': {
      const { scope, resetBy } = what.stop;
      return plain(t('stop.reset', { where: lastSegment(scope), by: resetBy?.name ?? '—' }));
    }
    case 'decision-refused':
      return odd(t('decision.refused', { by: what.decision.by.name, why: whyWords(what.why, locale) }));
    case 'run-failed':
      return odd(t('run.failed', { what: asAndonError(what.error).sentence(locale) }));
    case 'trouble':
      return odd(t('trouble', { where: what.where, what: asAndonError(what.error).sentence(locale) }));
  }
}

function passedWords(standing: Standing, standings: readonly Standing[], locale: Locale): string {
  const what = subjectName(standing, standings, locale);
  const { next } = standing;
  const level = levelNames[next?.level ?? standing.level][locale];
  return text(locale)('evidence.passed', { what, level, counts: next ? countWords(next, locale) : '—' });
}

export function lastSegment(scope: string): string {
  return scope.slice(scope.lastIndexOf('/') + 1);
}

function whyWords(why: string, locale: Locale): string {
  const t = text(locale);
  switch (why) {
    case 'late':
    case 'stale':
    case 'author':
    case 'role':
      return t(`why.${why}`);
    default:
      return t('why.other', { why });
  }
}

/** A finding is what a vertical stored: looked at with care. */
function firstReason(reasons: unknown, locale: Locale): string | null {
  if (!Array.isArray(reasons)) return null;
  const [first] = reasons as readonly Partial<Reason>[];
  return first?.text?.[locale] ?? null;
}
