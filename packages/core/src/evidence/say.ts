/** A standing as one screen of text: the answer to "why is it at this level, and what would change that?". */

import { say } from '../because.ts';
import { type Cap, type CapSource, levelNames, rank } from '../ladder.ts';
import { fill, type Locale, type LocalText } from '../locale.ts';
import type { Grant, GrantBasis, RiskClass } from '../record.ts';
import { padded, widthOf, wrapped } from './columns.ts';
import { plantDate } from './lowers.ts';
import type { NextLevel, Standing } from './standing.ts';

const COLUMNS = 80;

const text = (en: string, zh: string): LocalText => ({ en, 'zh-CN': zh });

const labels = {
  level: text('level', '级别'),
  because: text('because', '原因'),
  grant: text('grant', '授权'),
  signed: text('signed by', '签发人'),
  reason: text('reason', '理由'),
  basis: text('basis', '依据'),
  lowered: text('lowered', '已降级'),
  next: text('next', '下一级'),
  caps: text('also', '其他限制'),
  lowers: text('lowered by', '降级条件'),
};

const texts = {
  head: text('{action} ({risk}) on {scope}', '{action}（{risk}），{scope}'),
  level: text('{level}, bound by: {source}', '{level}，限制来源：{source}'),
  until: text('{level} until {until}', '{level}，有效期至 {until}'),
  ended: text('{level}, ended {until}', '{level}，已于 {until} 到期'),
  lowered: text(
    'to {level} at {at} by {by}; demotions so far: {count}',
    '{at} 由 {by} 降至“{level}”，累计降级 {count} 次',
  ),
  counts: text('{judged} judged / {needed} needed, {right} right', '已核验 {judged} / 需 {needed}，正确 {right}'),
  shown: text(
    'lower bound {bound}, target {target} (error probability {alpha})',
    '置信下限 {bound}，目标 {target}（错误概率 {alpha}）',
  ),
  passed: text('{level}, shown, to be signed', '{level}（证据已足，待签发）'),
  nextIs: text('{level}: {counts}', '{level}：{counts}'),
  cap: text('{level} ({source}): {sentence}', '{level}（{source}）：{sentence}'),
  impossible: text('{level}, never to be held here', '{level}（此处不可达到）'),
  commissioning: text('commissioning', '投用'),
  renewal: text('renewal of a level in force', '续签现有级别'),
  evidence: text(
    'evidence: {right} of {judged} right, target {target} (error probability {alpha})',
    '证据：{judged} 次中正确 {right} 次，目标 {target}（错误概率 {alpha}）',
  ),
  rehearsal: text(
    'rehearsal: {right} of {judged} right, target {target} (error probability {alpha}), {source}',
    '预演：{judged} 次中正确 {right} 次，目标 {target}（错误概率 {alpha}），{source}',
  ),
};

const riskNames: Readonly<Record<RiskClass, LocalText>> = {
  reversible: text('reversible', '可逆'),
  irreversible: text('irreversible', '不可逆'),
};

const capNames: Readonly<Record<CapSource, LocalText>> = {
  grant: text('grant', '授权'),
  demotion: text('demotion', '降级'),
  'action-type': text('action type', '动作类型'),
  scope: text('scope', '设备范围'),
  site: text('site', '站点'),
  sink: text('sink', '执行端'),
  'data-quality': text('data quality', '数据质量'),
  presence: text('presence', '人员在岗'),
  'model-fallback': text('model fallback', '模型回退'),
  health: text('health', '运行状况'),
  exposure: text('unjudged acts', '未核验动作'),
  fingerprint: text('fingerprint', '指纹'),
  stop: text('stop', '停止智能体'),
};

/** At most 20 lines of at most 80 columns. */
export function standingLines(standing: Standing, locale: Locale): readonly string[] {
  const { actionType, riskClass, scope, level, binding, grant, next, lowers } = standing;
  const labelColumns = Math.max(...Object.values(labels).map((label) => widthOf(label[locale]))) + 2;
  /** @param most lines that each of `what` may take */
  const row = (label: LocalText, what: readonly string[], most = 1): string[] =>
    what
      .flatMap((one) => wrapped(one, COLUMNS - labelColumns, most))
      .map((line, index) => padded(index === 0 ? label[locale] : '', labelColumns) + line);
  const head = fill(texts.head[locale], { action: actionType, risk: riskNames[riskClass][locale], scope });
  const source = capNames[binding.source][locale];
  return [
    ...wrapped(head, COLUMNS, 1),
    ...row(labels.level, [fill(texts.level[locale], { level: levelNames[level][locale], source })]),
    ...row(labels.because, [say(binding.because, locale)], 2),
    ...(grant ? grantRows(grant, standing, locale, row) : []),
    ...(next ? row(labels.next, nextTexts(next, locale)) : []),
    ...row(
      labels.caps,
      otherCaps(standing)
        .slice(0, 2)
        .map((cap) => capText(cap, locale)),
    ),
    ...row(
      labels.lowers,
      lowers.map((one) => one[locale]),
    ),
  ];
}

type Row = (label: LocalText, what: readonly string[], most?: number) => string[];

/** Who signed it, why and on what basis, until when, and how far it was lowered since. */
function grantRows(grant: Grant, { caps }: Standing, locale: Locale, row: Row): string[] {
  const { level, notAfterMs, signedBy, reason, basis, lowered, demotions } = grant;
  const hasEnded = caps.some((cap) => cap.because.code === 'grant.ended');
  const values = { level: levelNames[level][locale], until: plantDate(notAfterMs) };
  return [
    ...row(labels.grant, [fill((hasEnded ? texts.ended : texts.until)[locale], values)]),
    ...row(labels.signed, [signedBy.map(({ name }) => name).join(locale === 'en' ? ', ' : '、')]),
    ...row(labels.reason, [reason]),
    ...row(labels.basis, [basisText(basis, locale)]),
    ...(lowered
      ? row(labels.lowered, [
          fill(texts.lowered[locale], {
            level: levelNames[lowered.to][locale],
            at: plantDate(lowered.atMs),
            by: lowered.by.name,
            count: demotions,
          }),
        ])
      : []),
  ];
}

function basisText(basis: GrantBasis, locale: Locale): string {
  if (basis.kind === 'commissioning' || basis.kind === 'renewal') return texts[basis.kind][locale];
  const { successes, failures, target, alpha } = basis;
  return fill(texts[basis.kind][locale], {
    right: successes,
    judged: successes + failures,
    target: decimal(target),
    alpha: small(alpha),
    source: basis.kind === 'rehearsal' ? basis.source : '',
  });
}

function nextTexts(next: NextLevel, locale: Locale): string[] {
  const level = levelNames[next.level][locale];
  const called = next.possible
    ? next.passed
      ? fill(texts.passed[locale], { level })
      : level
    : fill(texts.impossible[locale], { level });
  const counts = fill(texts.counts[locale], { judged: next.judged, needed: next.needed, right: next.successes });
  const shown = fill(texts.shown[locale], {
    // Rounded down: a bound must not show more than there is.
    bound: decimal(Math.floor(next.lowerBound * 1_000) / 1_000),
    target: decimal(next.target),
    alpha: small(next.alpha),
  });
  return [fill(texts.nextIs[locale], { level: called, counts }), shown];
}

/** Those that would bind next, and why it was lowered where something else binds. The grant's own level is said above. */
function otherCaps({ caps, binding }: Standing): Cap[] {
  return caps
    .filter((cap) => cap !== binding && cap.level !== 'autonomous' && cap.because.code !== 'grant.level')
    .sort((one, other) => rank(one.level) - rank(other.level));
}

function capText({ level, source, because }: Cap, locale: Locale): string {
  const values = { level: levelNames[level][locale], source: capNames[source][locale], sentence: say(because, locale) };
  return fill(texts.cap[locale], values);
}

/** `.95` */
function decimal(value: number): string {
  return String(Number(value.toFixed(3))).replace(/^0\./, '.');
}

/** `.05`, `.0013`: two digits that count. */
function small(value: number): string {
  return String(Number(value.toPrecision(2))).replace(/^0\./, '.');
}
