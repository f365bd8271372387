/** How long acts took to their end after a fault was over. */

import type { SealedEvent } from '@andon/core';
import type { Span } from './check.ts';

export interface Quantiles {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/**
 * For every fault and every effect that it caught under way: from the end of the fault to the effect's terminal state, in
 * ms. What had ended before the fault did is not counted.
 */
export function recoveries(events: readonly SealedEvent[], faults: readonly Span[]): readonly number[] {
  const settledMs = new Map<string, number>();
  for (const { type, refs, at } of events) {
    if (type === 'effect.settled' && refs.effectId !== undefined) settledMs.set(refs.effectId, at.wallMs);
  }
  const effects = events.flatMap(({ type, refs, at }) => {
    const endMs = type === 'effect.intended' ? settledMs.get(refs.effectId ?? '') : undefined;
    return endMs === undefined ? [] : [{ fromMs: at.wallMs, toMs: endMs }];
  });
  return faults.flatMap((fault) =>
    effects
      .filter(({ fromMs, toMs }) => fromMs <= fault.toMs && toMs > fault.toMs)
      .map(({ toMs }) => toMs - fault.toMs),
  );
}

/** By the nearest rank; `null` of nothing. */
export function quantiles(values: readonly number[]): Quantiles | null {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
  return sorted.length === 0 ? null : { p50: at(0.5), p99: at(0.99), max: at(1) };
}
