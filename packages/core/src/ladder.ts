/**
 * The ladder from off to autonomous, and the rule that the effective level is the lowest of every cap.
 *
 * | level | what happens with a proposal | Parasuraman/Sheridan/Wickens (2000) | ISO/IEC 22989 |
 * | --- | --- | --- | --- |
 * | off | nothing runs | 1 | 0 |
 * | shadow | recorded, shown to nobody on the line | 1 | 0 |
 * | advise | shown; a person acts on their own | 2–4 | 1 |
 * | approve | executes after approval | 5 | 2–3 |
 * | veto | executes when the window closes without a veto | 6 | 3 |
 * | autonomous | executes inside its bounds and always informs | 7 | 4 |
 */

import type { Because } from './because.ts';
import type { LocalText } from './locale.ts';

export const levels = ['off', 'shadow', 'advise', 'approve', 'veto', 'autonomous'] as const;
export type Level = (typeof levels)[number];

/** Levels are shown by name, never by number: "level 3" means ISA-95 in a works. */
export const levelNames: Readonly<Record<Level, LocalText>> = {
  off: { en: 'off', 'zh-CN': '关闭' },
  shadow: { en: 'shadow', 'zh-CN': '影子运行' },
  advise: { en: 'advise', 'zh-CN': '建议' },
  approve: { en: 'approve', 'zh-CN': '确认后执行' },
  veto: { en: 'veto', 'zh-CN': '可否决执行' },
  autonomous: { en: 'autonomous', 'zh-CN': '自主执行' },
};

/** 0 (off) to 5 (autonomous), for comparing. */
export function rank(level: Level): number {
  return levels.indexOf(level);
}

export function isAtLeast(level: Level, floor: Level): boolean {
  return rank(level) >= rank(floor);
}

export type CapSource =
  | 'grant'
  | 'demotion'
  | 'action-type'
  | 'scope'
  | 'site'
  | 'sink'
  | 'data-quality'
  | 'presence'
  | 'model-fallback'
  | 'health'
  | 'exposure'
  | 'fingerprint'
  | 'stop';

/** One reason why the level may not be higher. */
export interface Cap {
  readonly source: CapSource;
  readonly level: Level;
  readonly because: Because;
}

/**
 * The lowest cap. Of equals the first given wins, so callers list caps in order of precedence: stop first, then the
 * grant, then the rest.
 */
export function bindingCap(caps: readonly [Cap, ...Cap[]]): Cap {
  return caps.reduce((lowest, cap) => (rank(cap.level) < rank(lowest.level) ? cap : lowest));
}
