/** What `andon audit verify` says of a trail. */

import type { Locale, LocalText, TrailProblem, TrailReport } from '@andon/core';

const problems: Record<TrailProblem, LocalText> = {
  header: { en: 'it is no export of an audit trail', 'zh-CN': '不是审计记录导出文件' },
  key: { en: 'it was signed with another key than the one given', 'zh-CN': '签名密钥与给定的密钥不同' },
  line: { en: 'a line is not as it was exported', 'zh-CN': '有一行与导出时不一致' },
  place: {
    en: 'an event is out of its place: one was inserted, taken out or moved',
    'zh-CN': '事件位置不符：有事件被插入、删除或移动',
  },
  chain: { en: 'an event is not as it was sealed', 'zh-CN': '事件与封存时不一致' },
  checkpoint: { en: 'a checkpoint is none, or out of its place', 'zh-CN': '检查点无效或位置不符' },
  signature: { en: 'the signature of a checkpoint does not hold', 'zh-CN': '检查点的签名不成立' },
  root: { en: 'a checkpoint is of other events', 'zh-CN': '检查点对应的是其他事件' },
  end: { en: 'its end is missing, or counts otherwise', 'zh-CN': '结尾缺失或计数不符' },
  unsigned: { en: 'no checkpoint signs any of it', 'zh-CN': '没有任何检查点签名' },
  anchor: { en: 'an anchor is none, or was not signed with this key', 'zh-CN': '锚点无效，或并非由此密钥签名' },
  'anchor-root': {
    en: 'the events are not those that were anchored: the trail was rewritten',
    'zh-CN': '事件与锚点所记录的不同：审计记录被改写',
  },
  cut: {
    en: 'more events were anchored than there are: the end was cut off',
    'zh-CN': '锚点记录的事件更多：结尾被截断',
  },
};

export function trailWords(report: TrailReport, isKeyGiven: boolean, locale: Locale): string {
  const { holds, events, checkpoints, signedTo, anchors, anchoredTo, origin, problem } = report;
  const of = origin ?? '?';
  if (!holds && problem) {
    const { code, line, anchor } = problem;
    const english = [line === null ? [] : `line ${line}`, anchor === null ? [] : `anchor ${anchor}`].flat();
    const chinese = [line === null ? [] : `第 ${line} 行`, anchor === null ? [] : `第 ${anchor} 个锚点`].flat();
    const where = locale === 'en' ? english.join(', ') : chinese.join('，');
    return locale === 'en'
      ? `${of}: it does NOT hold${where ? ` (${where})` : ''}: ${problems[code].en}.`
      : `${of}：不成立${where ? `（${where}）` : ''}：${problems[code]['zh-CN']}。`;
  }
  const after = events - signedTo;
  const said: Record<Locale, readonly string[]> = {
    en: [
      `${of}: ${events} events, the chain holds; ${checkpoints} checkpoints, the last of ${signedTo} events.`,
      ...(after > 0 ? [`${after} events after it are chained, and not signed yet.`] : []),
      anchors === 0
        ? 'Held against no anchor: whoever has the signing key and the database could have rewritten all of it.'
        : `${anchors} anchors hold, the last of ${anchoredTo} events.`,
      ...(isKeyGiven ? [] : ['The key was taken from the trail itself: give yours with --key.']),
    ],
    'zh-CN': [
      `${of}：${events} 条事件，链条完整；${checkpoints} 个检查点，最后一个覆盖 ${signedTo} 条事件。`,
      ...(after > 0 ? [`其后 ${after} 条事件已入链，尚未签名。`] : []),
      anchors === 0
        ? '未与任何锚点核对：持有签名密钥和数据库者可能改写全部内容。'
        : `${anchors} 个锚点均成立，最后一个覆盖 ${anchoredTo} 条事件。`,
      ...(isKeyGiven ? [] : ['密钥取自记录本身：请用 --key 提供您保存的密钥。']),
    ],
  };
  return said[locale].join('\n');
}
