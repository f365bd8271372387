/** The climb as every report tells it: what each kind of action came to, and each level that changed. */

import { defaultEvidencePolicy, earnedLevels, type Locale, levelNames, rank } from '@andon/core';
import type { DemoResult, LevelChange } from '../demo/result.ts';
import { text } from '../messages/text.ts';
import { nameList, subjectName, targetsOf } from '../view/level-words.ts';
import { dateAndTime } from '../view/plant-time.ts';

/** One action type at one risk class. */
export interface Climb {
  readonly name: string;
  readonly changes: readonly LevelChange[];
  /** `shadow → advise → approve`, with ↓ before a level that it fell to. */
  readonly path: string;
}

export interface ClimbStep {
  /** `01-05 07:42` */
  readonly time: string;
  readonly name: string;
  readonly change: string;
  readonly who: string;
  readonly why: string;
  readonly fell: boolean;
}

/** In the order in which they first changed. */
export function climbs({ levels }: Pick<DemoResult, 'levels'>, locale: Locale): readonly Climb[] {
  const bySubject = Map.groupBy(levels, ({ action, riskClass }) => `${action}/${riskClass}`);
  return [...bySubject.values()].map((changes) => ({
    name: nameOf(changes[0], levels, locale),
    changes,
    path: changes.map((change, at) => pathStep(change, at, locale)).join(' '),
  }));
}

export function climbSteps({ levels }: Pick<DemoResult, 'levels'>, locale: Locale): readonly ClimbStep[] {
  const t = text(locale);
  return levels.map((change) => {
    const by = nameList(change.signedBy, locale);
    const fell = isFall(change);
    return {
      time: dateAndTime(Date.parse(change.at)).slice(5, 16),
      name: nameOf(change, levels, locale),
      change: `${levelNames[change.from][locale]} → ${levelNames[change.to][locale]}`,
      who: fell ? t('report.climb.lowered', { by }) : t('report.climb.signed', { by }),
      why: change.why,
      fell,
    };
  });
}

/** What had to be shown, and that it is less than what is shipped where it is. */
export function demands(targets: DemoResult['targets'], locale: Locale): string {
  const t = text(locale);
  const words = targetsOf({ targets });
  const isLower = earnedLevels.some((level) => targets[level] < defaultEvidencePolicy.targets[level]);
  if (!isLower) return t('report.climb.targets', { targets: words });
  return t('report.climb.targets.demo', { targets: words, shipped: targetsOf(defaultEvidencePolicy) });
}

export function isFall({ from, to }: Pick<LevelChange, 'from' | 'to'>): boolean {
  return rank(to) < rank(from);
}

function pathStep(change: LevelChange, at: number, locale: Locale): string {
  const to = levelNames[change.to][locale];
  if (isFall(change)) return `↓ ${to}`;
  return at === 0 && change.from === 'off' ? to : `→ ${to}`;
}

function nameOf(change: LevelChange | undefined, among: readonly LevelChange[], locale: Locale): string {
  if (!change) return '';
  const subject = ({ action, riskClass }: LevelChange) => ({ actionType: action, riskClass });
  return subjectName(subject(change), among.map(subject), locale);
}
