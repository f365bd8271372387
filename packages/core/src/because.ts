/**
 * Why a verdict is what it is. A reason is data (a code and its values), so that it can be stored, counted and shown
 * in the reader's language; the sentences stand here.
 */

import { type Level, levelNames } from './ladder.ts';
import { fill, type Locale, type LocalText } from './locale.ts';

const text = (en: string, zh: string): LocalText => ({ en, 'zh-CN': zh });

export const becauseTexts = {
  'stop.pressed': text('Agents are stopped for {scope} (pressed by {by}).', '{scope} 的智能体已停止（由 {by} 按下）。'),
  'grant.level': text('The grant allows {level}.', '授权级别为“{level}”。'),
  'grant.none': text('There is no grant for {actionType} ({riskClass}).', '动作 {actionType}（{riskClass}）没有授权。'),
  'grant.ended': text('The grant ended at {notAfter}.', '授权已于 {notAfter} 到期。'),
  'grant.changed': text('The grant changed after this was authorised.', '授权在批准之后已变更。'),
  'grant.signature': text('The signature of the grant does not hold.', '授权签名无效。'),
  'demoted.critical': text('A critical outcome lowered it to {level}: {what}', '出现严重后果，已降至“{level}”：{what}'),
  'demoted.drift': text(
    'Failures ran ahead of the target (CUSUM {sum}, limit {limit}): lowered to {level}.',
    '失败率偏离目标（CUSUM {sum}，限值 {limit}）：已降至“{level}”。',
  ),
  'demoted.breach': text(
    'A value outside the envelope was read back ({value}): lowered to {level}.',
    '回读值超出允许范围（{value}）：已降至“{level}”。',
  ),
  'demoted.person': text('{by} lowered it to {level}: {reason}', '{by} 将其降至“{level}”：{reason}'),
  'exposure.unverified': text(
    '{count} acts are not judged yet; above {level} at most {limit} may be.',
    '尚有 {count} 个动作未核验；高于“{level}”时最多允许 {limit} 个。',
  ),
  'fingerprint.changed': text('The agent is not the one that the grant was signed for.', '智能体与授权签发时不一致。'),
  'action.ceiling': text('This action type never goes above {level}.', '该动作类型最高级别为“{level}”。'),
  'action.irreversible': text('What cannot be undone never goes above {level}.', '不可逆动作最高级别为“{level}”。'),
  'sink.cannot': text(
    'The sink cannot {lacks}, so it never goes above {level}.',
    '执行端不支持{lacks}，最高级别为“{level}”。',
  ),
  'presence.none': text(
    'No operator is present, so a veto window would be nobody’s.',
    '没有操作员在岗，不能使用否决窗口。',
  ),
  'site.observes': text(
    'The site only observes: it never goes above {level}, and nothing is sent.',
    '本站点仅观测：不高于“{level}”，不发送任何动作。',
  ),
  'cap.other': text('{what}', '{what}'),
  'deadline.passed': text('Its deadline passed.', '已超过截止时间。'),
  'envelope.below': text(
    '{param} {value} {unit} is below the least allowed, {limit} {unit}.',
    '{param} {value} {unit} 低于允许下限 {limit} {unit}。',
  ),
  'envelope.above': text(
    '{param} {value} {unit} is above the most allowed, {limit} {unit}.',
    '{param} {value} {unit} 高于允许上限 {limit} {unit}。',
  ),
  'envelope.step': text(
    '{param} would move by {step} {unit}; at most {limit} {unit} at a time is allowed.',
    '{param} 将变动 {step} {unit}，每次最多允许 {limit} {unit}。',
  ),
  'envelope.choice': text('{param} may not be {value}.', '{param} 不允许取值 {value}。'),
  'envelope.not-a-number': text('{param} is not a finite number.', '{param} 不是有限数值。'),
  'envelope.cool-down': text(
    'The last {actionType} here was less than {limitMs} ms ago.',
    '距上次 {actionType} 不足 {limitMs} 毫秒。',
  ),
  'envelope.rate': text(
    '{actionType} already left {limit} times within the hour.',
    '{actionType} 一小时内已执行 {limit} 次。',
  ),
  'precondition.false': text(
    '{tag} is {value}; it must be {op} {wanted}.',
    '{tag} 当前为 {value}，要求 {op} {wanted}。',
  ),
  'input.stale': text(
    '{tag} is {ageMs} ms old; {maxAgeMs} ms is the most.',
    '{tag} 数据已 {ageMs} 毫秒，最多 {maxAgeMs} 毫秒。',
  ),
  'input.bad': text('{tag} has quality {quality} ({status}).', '{tag} 数据质量为 {quality}（{status}）。'),
  'params.invalid': text('The parameters do not fit at {path}: {problem}', '参数不符，位置 {path}：{problem}'),
  'level.shadow': text('At shadow a proposal is recorded only.', '影子运行：仅记录。'),
  'approval.needed': text('A person decides.', '须由人员确认。'),
  'approval.given': text('{by} approved it.', '{by} 已确认。'),
  'approval.revision': text('It was another revision that was approved.', '被确认的是另一个版本。'),
  'approval.epoch': text(
    'A stop came after it was authorised; what was approved before a stop is not sent.',
    '批准之后曾按下停止；停止之前批准的动作不再发送。',
  ),
  'veto.open': text('It leaves at {closesAt} unless vetoed.', '若无否决，将于 {closesAt} 执行。'),
  'veto.closed': text('Nobody vetoed it in time.', '否决窗口已关闭，无人否决。'),
  'act.superseded': text(
    'It never arrived, and a later act of its kind left meanwhile.',
    '该动作未送达，其间已有更新的同类动作执行。',
  ),
  'lease.ended': text('The authority lease ran out before it could leave.', '发送前授权租约已到期。'),
  'link.down': text('The link to {target} was down.', '与 {target} 的连接已断开。'),
  'sink.refused': text('The plant refused it: {code} ({message}).', '现场拒绝执行：{code}（{message}）。'),
  'agent.gone': text('The agent that wanted it is no longer commissioned.', '提出该动作的智能体已不再投用。'),
  'lane.lost': text('Another process took over the line.', '产线已由其他进程接管。'),
} as const satisfies Record<string, LocalText>;

export type BecauseCode = keyof typeof becauseTexts;

export interface Because {
  readonly code: BecauseCode;
  readonly values: Readonly<Record<string, string | number | boolean>>;
}

export function because(code: BecauseCode, values: Because['values'] = {}): Because {
  return { code, values };
}

/** The reason as a sentence in the reader's language. */
export function say(reason: Because, locale: Locale): string {
  const { level, lacks } = reason.values;
  return fill(becauseTexts[reason.code][locale], {
    ...reason.values,
    ...(level !== undefined && { level: levelNames[level as Level]?.[locale] ?? level }),
    ...(lacks !== undefined && { lacks: sinkLackNames[lacks as SinkLack]?.[locale] ?? lacks }),
  });
}

/** What a sink may be unable to do, as a reason carries it. */
export type SinkLack = 'read-back' | 'key' | 'valid-until' | 'fence';

const sinkLackNames: Readonly<Record<SinkLack, LocalText>> = {
  'read-back': text('read back', '回读'),
  key: text('honour an effect’s key', '按执行键去重'),
  'valid-until': text('drop what comes too late', '丢弃过期指令'),
  fence: text('honour a fence', '识别栅栏号'),
};
