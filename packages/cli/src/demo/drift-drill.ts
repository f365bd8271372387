/**
 * The drift of the demo: for a while dirt on the camera's window looks like regions on clean coils. Injected late, when
 * the agent acts by itself; what it does to the agent's level is not scripted.
 */

import { plantStartMs, type Windows } from '@andon/sim-line';
import { COILS_PER_SHIFT, SHIFT_MIN } from '../plants/shifts.ts';
import type { Timed } from '../site-file/stage.ts';
import type { View } from '../view/view.ts';

const minuteMs = 60_000;
/** A run that is shorter has no time for a climb and a drift. */
const LEAST_COILS = COILS_PER_SHIFT;
const FROM_SHARE = 0.62;
const LENGTH_MIN = 120;

/** When the window is dirty, in minutes from the start; `null` in a run that is too short for it. */
export function driftOf(coils: number): Windows | null {
  if (coils < LEAST_COILS) return null;
  const runMin = (coils / COILS_PER_SHIFT) * SHIFT_MIN;
  return { firstMin: Math.round(FROM_SHARE * runMin), lengthMin: LENGTH_MIN, everyMin: 2 * runMin };
}

/** Tells the viewer when it begins and ends: injected, and said to be. */
export class DriftDrill implements Timed {
  readonly #view: Pick<View, 'note'>;
  readonly #plantMs: () => number;
  readonly #notes: { readonly atMs: number; readonly say: () => void }[] = [];

  constructor(window: Windows | null, view: Pick<View, 'note'>, plantMs: () => number) {
    this.#view = view;
    this.#plantMs = plantMs;
    if (window === null) return;
    const fromMs = plantStartMs + window.firstMin * minuteMs;
    const toMs = fromMs + window.lengthMin * minuteMs;
    const notes = [
      { atMs: fromMs, say: () => this.#began() },
      { atMs: toMs, say: () => this.#ended() },
    ];
    // What an earlier process of this line has told is not told again.
    this.#notes = notes.filter(({ atMs }) => atMs >= plantMs());
  }

  nextDue(): number | null {
    return this.#notes[0]?.atMs ?? null;
  }

  async act(): Promise<boolean> {
    const [next] = this.#notes;
    if (!next || next.atMs > this.#plantMs()) return false;
    this.#notes.shift();
    next.say();
    return true;
  }

  #began(): void {
    this.#view.note({
      en: 'Injected: dirt on the camera’s window. It looks like defects on clean coils; nobody has told the agent.',
      'zh-CN': '注入故障：相机窗口有污物，正常钢卷上会出现“缺陷”；没有人告知智能体。',
    });
  }

  #ended(): void {
    this.#view.note({
      en: 'The camera’s window was cleaned: the injected drift is over.',
      'zh-CN': '相机窗口已清洁：注入的漂移结束。',
    });
  }
}
