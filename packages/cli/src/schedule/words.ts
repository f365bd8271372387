/** What `andon schedule solve` says of a plan. */

import type { Locale } from '@andon/core';
import type { Instance, Plan } from '@andon/vertical-scheduling';
import { text } from '../messages/text.ts';
import { numbersOf } from '../report/numbers.ts';

export interface Said {
  /** How the shop's file is called. */
  readonly file: string;
  readonly locale: Locale;
}

/** Lines without an end. */
export function planWords(instance: Instance, plan: Plan, { file, locale }: Said): readonly string[] {
  const t = text(locale);
  const { whole, tenths } = numbersOf(locale);
  return [
    shopWords(instance, { file, locale }),
    boundWords(plan, locale),
    t('schedule.search', { iterations: whole(plan.iterations), seconds: tenths(plan.wallMs / 1000) }),
    t('schedule.hash', { hash: plan.planHash }),
  ];
}

export function shopWords({ kind, jobs, machines }: Instance, { file, locale }: Said): string {
  const { whole } = numbersOf(locale);
  const operations = jobs.reduce((sum, job) => sum + job.length, 0);
  return text(locale)('schedule.shop', {
    file,
    kind: text(locale)(`schedule.kind.${kind}`),
    jobs: whole(jobs.length),
    machines: whole(machines),
    operations: whole(operations),
  });
}

export function boundWords({ makespan, lowerBound }: Plan, locale: Locale): string {
  const { whole, percent } = numbersOf(locale);
  if (makespan === lowerBound) return text(locale)('schedule.optimal', { makespan: whole(makespan) });
  const said = {
    makespan: whole(makespan),
    bound: whole(lowerBound),
    gap: percent((makespan - lowerBound) / lowerBound),
  };
  return text(locale)('schedule.bounded', said);
}
