/** What would lower a level, in sentences with the numbers: nothing that lowers should come as a surprise. */

import { isAtLeast, type Level, levelNames } from '../ladder.ts';
import { fill, type LocalText } from '../locale.ts';
import type { Grant } from '../record.ts';
import { demotedTo } from './count.ts';

export interface Held {
  readonly held: Level;
  readonly grant: Grant;
  readonly drift: { readonly sum: number; readonly limit: number } | null;
  readonly unverified: { readonly count: number; readonly limit: number };
  readonly nowMs: number;
}

const text = (en: string, zh: string): LocalText => ({ en, 'zh-CN': zh });

const texts = {
  critical: text(
    'A critical outcome of an executed act: at once to {level}.',
    '已执行动作出现严重后果：立即降至“{level}”。',
  ),
  breach: text(
    'A value outside the envelope read back: at once to {level}.',
    '回读值超出允许范围：立即降至“{level}”。',
  ),
  drift: text(
    'Failures ahead of the target, CUSUM {sum} of {limit}: to {level}.',
    '失败率偏离目标，CUSUM {sum}，限值 {limit}：降至“{level}”。',
  ),
  unverified: text(
    'Acts not judged yet, {count} now: from {limit} on at most {level}.',
    '尚未核验的动作，现有 {count} 个：达到 {limit} 个时最高为“{level}”。',
  ),
  lease: text('The end of the lease, {until}: to {level}.', '授权到期（{until}）：降至“{level}”。'),
  fingerprint: text('Any change of the agent (fingerprint): to {level}.', '智能体有任何变更（指纹）：降至“{level}”。'),
  person: text('A person: a stop, or a lower level, at once.', '人员：按下停止或降低级别，立即生效。'),
};

export function whatLowers({ held, grant, drift, unverified, nowMs }: Held): LocalText[] {
  const lowers: LocalText[] = [];
  const add = (of: LocalText, level: Level, values: Readonly<Record<string, string | number>> = {}): void => {
    const inLocale = (locale: keyof LocalText) => fill(of[locale], { ...values, level: levelNames[level][locale] });
    lowers.push({ en: inLocale('en'), 'zh-CN': inLocale('zh-CN') });
  };
  if (isAtLeast(held, 'approve')) {
    add(texts.critical, demotedTo(held));
    add(texts.breach, demotedTo(held));
  }
  if (drift) add(texts.drift, demotedTo(held), { sum: drift.sum.toFixed(2), limit: drift.limit.toFixed(2) });
  if (isAtLeast(held, 'veto')) add(texts.unverified, 'approve', unverified);
  if (isAtLeast(held, 'approve') && nowMs < grant.notAfterMs) {
    add(texts.lease, 'advise', { until: plantDate(grant.notAfterMs) });
  }
  if (isAtLeast(held, 'advise')) add(texts.fingerprint, 'shadow');
  if (held !== 'off') lowers.push(texts.person);
  return lowers;
}

/** `2026-01-05 06:14 UTC` */
export function plantDate(plantMs: number): string {
  return `${new Date(plantMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
