/** What strikes, in which order: drawn from a seed, so that a run can be had again. When it strikes is up to the machine. */

import { AndonError, type Random } from '@andon/core';
import type { Backend } from '../demo-home.ts';

export const faultNames = [
  'worker-kill',
  'api-kill',
  'postgres-kill',
  'redis-kill',
  'redis-flush',
  'redis-pause',
  'worker-pause',
  'worker-block',
  'mes-pause',
  'network-late',
  'network-lost',
  'network-half-open',
  'network-reset',
] as const;
export type FaultName = (typeof faultNames)[number];

/** Share of the worker's own death, which has the most moments to come at. */
const WORKER_KILLS = 0.6;
/** They last longest, so they come in every third round alone. */
const SELDOM: readonly FaultName[] = ['worker-pause', 'redis-pause'];
const SELDOM_EVERY = 3;

export function isPossible(fault: FaultName, backend: Backend): boolean {
  return backend === 'redis' || !fault.startsWith('redis-');
}

/**
 * @param only this one every time
 * @throws AndonError('config.invalid') when the backend has no such fault
 */
export function plan(kills: number, backend: Backend, random: Random, only: FaultName | null): readonly FaultName[] {
  if (only !== null) {
    if (!isPossible(only, backend)) {
      throw new AndonError('config.invalid', { path: '--fault', problem: `${only} needs --backend redis` });
    }
    return Array.from({ length: kills }, () => only);
  }
  const others = faultNames.filter((fault) => fault !== 'worker-kill' && isPossible(fault, backend));
  const workerKills = Math.round(kills * WORKER_KILLS);
  const all: FaultName[] = Array.from({ length: workerKills }, () => 'worker-kill');
  for (let round = 0; all.length < kills; round++) {
    const now = others.filter((fault) => round % SELDOM_EVERY === 0 || !SELDOM.includes(fault));
    // The last round is not whole: whichever stand first in it, by chance.
    all.push(...shuffled(now, random).slice(0, kills - all.length));
  }
  return shuffled(all, random);
}

function shuffled<T>(things: readonly T[], random: Random): T[] {
  const left = [...things];
  return things.map(() => left.splice(Math.floor(random.next() * left.length), 1)[0] as T);
}
