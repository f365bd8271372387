/**
 * The one catalogue of errors. A code is stable; its sentence says what was wrong and what to do, in both languages;
 * `status` is what HTTP answers, `exitCode` what a command ends with: 2 = what you asked for cannot be done as asked
 * (usage, configuration), 3 = something that we need is not there or not usable (port, disk, database), 1 = a defect
 * of ours.
 */

import { fill, type Locale, type LocalText, type TextValues } from './locale.ts';

export interface CatalogueEntry {
  readonly status: number;
  readonly exitCode: 1 | 2 | 3;
  readonly text: LocalText;
}

const entry = (status: number, exitCode: 1 | 2 | 3, en: string, zh: string): CatalogueEntry => ({
  status,
  exitCode,
  text: { en, 'zh-CN': zh },
});

export const catalogue = {
  'internal.defect': entry(
    500,
    1,
    'A defect in Andon: {what}. Please report it with the log.',
    'Andon 内部缺陷：{what}。请附日志反馈。',
  ),
  'config.invalid': entry(
    400,
    2,
    '{path} is not valid: {problem}. Correct it and start again.',
    '{path} 无效：{problem}。请改正后重新启动。',
  ),
  'scope.invalid': entry(
    400,
    2,
    '"{scope}" is not an equipment path: {problem}. Write it like acme/harbin/hot-rolling/hot-strip-1.',
    '“{scope}”不是有效的设备路径：{problem}。正确写法如 acme/harbin/hot-rolling/hot-strip-1。',
  ),
  'vertical.invalid': entry(
    400,
    2,
    'The vertical "{vertical}" is not complete at {path}: {problem}.',
    '垂直模型“{vertical}”在 {path} 处不完整：{problem}。',
  ),
  'proposal.invalid': entry(
    422,
    2,
    'The brain of "{vertical}" proposed {action} with parameters that do not fit at {path}: {problem}. The proposal was recorded as refused.',
    '“{vertical}”提出的动作 {action} 参数不符，位置 {path}：{problem}。该提议已记录为拒绝。',
  ),
  'proposal.unknown': entry(
    404,
    2,
    'There is no proposal {proposalId}. List the open ones with: andon proposals.',
    '没有动作提议 {proposalId}。',
  ),
  'decision.late': entry(
    409,
    2,
    'Too late: proposal {proposalId} is already {state}. Nothing was changed; your decision was recorded as refused.',
    '已晚：动作提议 {proposalId} 已处于 {state}。未作改变；您的决定已记录为未采纳。',
  ),
  'decision.stale': entry(
    409,
    2,
    'Proposal {proposalId} changed after you saw it. Look at it again and decide on what it says now.',
    '动作提议 {proposalId} 在您查看后已变更。请重新查看后再决定。',
  ),
  'decision.author': entry(
    403,
    2,
    '{person} wrote this revision of proposal {proposalId}, so somebody else must approve it.',
    '{person} 是动作提议 {proposalId} 此版本的提出者，须由他人确认。',
  ),
  'decision.role': entry(
    403,
    2,
    '{person} does not hold the role {role} that decides on {action}.',
    '{person} 不具备决定 {action} 所需的角色 {role}。',
  ),
  'decision.invalid': entry(
    422,
    2,
    'The decision does not fit at {path}: {problem}. Nothing was changed.',
    '决定内容不符，位置 {path}：{problem}。未作改变。',
  ),
  'person.unknown': entry(
    404,
    2,
    'Nobody named "{person}" is listed in {file}. Add them there, or use one of: {known}.',
    '{file} 中没有“{person}”。请在该文件中添加，或使用：{known}。',
  ),
  'stop.role': entry(
    403,
    2,
    'Resetting a stop takes the role {role}, and {person} who pressed or wants to reset it does not qualify: {problem}.',
    '复位“停止智能体”需要角色 {role}，{person} 不符合条件：{problem}。',
  ),
  'stop.unknown': entry(
    404,
    2,
    'No stop is pressed for {scope}.',
    '{scope} 没有已按下的“停止智能体”。',
  ),
  'grant.invalid': entry(
    422,
    2,
    'The grant cannot be signed: {problem}.',
    '无法签发授权：{problem}。',
  ),
  'effect.unknown': entry(
    404,
    2,
    'There is no effect {effectId}.',
    '没有执行记录 {effectId}。',
  ),
  'effect.transition': entry(
    409,
    1,
    'Effect {effectId} is {state}; "{event}" is not possible from there.',
    '执行 {effectId} 处于 {state}，不能进行“{event}”。',
  ),
  'link.down': entry(
    503,
    3,
    'The link to {target} is down, so nothing was sent. Andon never keeps a command for later.',
    '与 {target} 的连接已断开，未发送任何指令。Andon 不会缓存指令。',
  ),
  'link.timeout': entry(
    504,
    3,
    'No answer from {target} within {timeoutMs} ms. Whether it acted is not known; Andon will read back.',
    '{target} 在 {timeoutMs} 毫秒内没有应答，是否已执行未知；Andon 将回读确认。',
  ),
  'scenario.unknown': entry(
    404,
    2,
    'There is no scenario "{scenario}". Use one of: {known}.',
    '没有场景“{scenario}”。可用场景：{known}。',
  ),
  'data.unreadable': entry(
    422,
    3,
    'The data file {path} cannot be read: {problem}. Name the folder that holds it, or leave it out to use synthetic data.',
    '无法读取数据文件 {path}：{problem}。请指定其所在文件夹，或不指定以使用合成数据。',
  ),
  'data.invalid': entry(
    422,
    3,
    'The data file {path} is not valid at line {line}, column {column}: {problem}.',
    '数据文件 {path} 第 {line} 行、{column} 列无效：{problem}。',
  ),
  'line.failed': entry(
    503,
    3,
    'The line process in {dir} did not start: {problem}. Its log is {log}.',
    '{dir} 中的产线进程未能启动：{problem}。日志见 {log}。',
  ),
  'line.running': entry(
    409,
    2,
    'A line process already runs in {dir} (pid {pid}). Connect to it, or shut it down first.',
    '{dir} 中已有产线进程在运行（pid {pid}）。请连接该进程，或先将其关闭。',
  ),
  'line.refused': entry(
    409,
    2,
    'The line refused the connection: {problem}.',
    '产线拒绝了连接：{problem}。',
  ),
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof catalogue;

/** Every error that crosses a package border. `details` fill the sentence and travel to logs and HTTP. */
export class AndonError extends Error {
  readonly code: ErrorCode;
  readonly details: TextValues;

  constructor(code: ErrorCode, details: TextValues = {}, options?: { readonly cause?: unknown }) {
    super(fill(catalogue[code].text.en, details), options);
    this.name = 'AndonError';
    this.code = code;
    this.details = details;
  }

  get status(): number {
    return catalogue[this.code].status;
  }

  get exitCode(): 1 | 2 | 3 {
    return catalogue[this.code].exitCode;
  }

  /** The sentence in the reader's language. */
  sentence(locale: Locale): string {
    return fill(catalogue[this.code].text[locale], this.details);
  }
}

export function isAndonError(error: unknown, code?: ErrorCode): error is AndonError {
  return error instanceof AndonError && (code === undefined || error.code === code);
}

/** Wraps what is not ours, so that a caller meets the catalogue alone. */
export function asAndonError(error: unknown): AndonError {
  if (error instanceof AndonError) return error;
  const what = error instanceof Error ? error.message : String(error);
  return new AndonError('internal.defect', { what }, { cause: error });
}
