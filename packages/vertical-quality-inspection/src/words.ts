/** What people call things, in both languages. */

import type { LocalText } from '@andon/sdk';
import type { Disposition, Surface, Usability } from './payloads.ts';

export const classWords: Readonly<Record<Surface, LocalText>> = {
  none: { en: 'no defect', 'zh-CN': '无缺陷' },
  pastry: { en: 'pastry', 'zh-CN': '糊状斑' },
  'z-scratch': { en: 'Z-scratch', 'zh-CN': 'Z 形划痕' },
  'k-scratch': { en: 'K-scratch', 'zh-CN': 'K 形划痕' },
  stains: { en: 'stains', 'zh-CN': '污斑' },
  dirtiness: { en: 'dirtiness', 'zh-CN': '脏污' },
  bumps: { en: 'bumps', 'zh-CN': '凸块' },
  other: { en: 'another defect', 'zh-CN': '其他缺陷' },
};

export const dispositionWords: Readonly<Record<Disposition, LocalText>> = {
  release: { en: 'release', 'zh-CN': '放行' },
  hold: { en: 'hold', 'zh-CN': '待判' },
  rework: { en: 'rework', 'zh-CN': '返修' },
  downgrade: { en: 'downgrade', 'zh-CN': '降级' },
  scrap: { en: 'scrap', 'zh-CN': '报废' },
};

export const usabilityWords: Readonly<Record<Usability, LocalText>> = {
  prime: { en: 'prime', 'zh-CN': '正品' },
  second: { en: 'second choice', 'zh-CN': '二级品' },
  rework: { en: 'prime after rework', 'zh-CN': '返修后可作正品' },
  scrap: { en: 'scrap', 'zh-CN': '废品' },
};

/** A share as people read it: `3.1 %`. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** Rounded for the record, so that evidence can be read; never -0, which JSON does not know. */
export function rounded(value: number, digits = 4): number {
  return Number(value.toFixed(digits)) + 0;
}
