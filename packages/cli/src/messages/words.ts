/**
 * Names of open sets (action types, parameters, roles, states of the line …) in the reader's language. A vertical may
 * bring others; what is not known here is shown as it is named.
 */

import type { Locale, LocalText } from '@andon/core';

const name = (en: string, zh: string): LocalText => ({ en, 'zh-CN': zh });

const words: Readonly<Record<string, LocalText>> = {
  // verticals and action types
  'quality-inspection': name('quality inspection', '质量检验'),
  dispose: name('disposition', '钢卷处置'),
  'adjust-furnace-setpoint': name('furnace set-point', '加热炉设定值'),
  // parameters
  disposition: name('disposition', '处置'),
  setpointC: name('set-point', '设定值'),
  coil: name('coil', '钢卷'),
  // dispositions
  release: name('release', '放行'),
  hold: name('hold', '待判'),
  rework: name('rework', '返修'),
  downgrade: name('downgrade', '降级'),
  scrap: name('scrap', '报废'),
  // the line
  running: name('running', '运行'),
  'roll-change': name('roll change', '换辊'),
  breakdown: name('breakdown', '故障停机'),
  cobble: name('cobble', '堆钢'),
  stopped: name('stopped', '停机'),
  people: name('people', '人工'),
  remote: name('remote', '远程'),
  'l2-optimiser': name('L2 optimiser', 'L2 优化系统'),
  // roles
  'quality-inspector': name('quality inspector', '质检员'),
  'process-operator': name('process operator', '工艺操作员'),
  'shift-lead': name('shift lead', '值班长'),
  'process-owner': name('process owner', '工艺负责人'),
  // operations
  manual: name('manual', '人工'),
  copilot: name('copilot', '副驾'),
  agent: name('agent', '智能体'),
  // states of proposals
  refused: name('refused by the gate', '被闸门拒绝'),
  shadowed: name('recorded only', '仅记录'),
  advised: name('shown as advice', '作为建议显示'),
  'awaiting-approval': name('waiting for a decision', '等待决定'),
  'veto-window': name('in a veto window', '否决窗口中'),
  authorised: name('authorised', '已授权执行'),
  rejected: name('rejected', '被拒绝'),
  vetoed: name('vetoed', '被否决'),
  expired: name('expired', '过期'),
  reversible: name('reversible', '可逆'),
  irreversible: name('irreversible', '不可逆'),
};

export function word(called: string, locale: Locale): string {
  return Object.hasOwn(words, called) ? (words[called]?.[locale] ?? called) : called;
}
