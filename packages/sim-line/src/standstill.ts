/** Until when the mill stands still and why, and for how long it has stood in all. Reasons that overlap count once. */

import type { LineStateName } from './payloads.ts';

export interface Standstill {
  /** When it ends; in the past when the mill runs. */
  until(): number;
  /** The latest reason. */
  why(): LineStateName;
  /** Stands from now until `until`, or longer where something else already made it. */
  stand(now: number, until: number, why: LineStateName): void;
  /** How long it has stood by now, ms. */
  totalMs(now: number): number;
}

export function createStandstill(): Standstill {
  let until = 0;
  let why: LineStateName = 'running';
  let totalMs = 0;
  return {
    until: () => until,
    why: () => why,
    stand(now, atLeast, because) {
      const longer = Math.max(until, atLeast);
      totalMs += longer - Math.max(until, now);
      until = longer;
      why = because;
    },
    totalMs: (now) => totalMs - Math.max(0, until - now),
  };
}
