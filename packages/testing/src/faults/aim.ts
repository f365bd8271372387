/**
 * Being there when an effect is at a step: each step has something that is seen from outside right before it, and the
 * signal goes out a random moment after that.
 */

import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '@andon/core';
import type { Flow } from './flow.ts';
import type { Seen, Sightings } from './sightings.ts';
import type { Step } from './steps.ts';
import { lines } from './works.ts';

interface Cue {
  /** What is seen before the step; `report`: what the laboratory says. */
  readonly after: Seen | 'report';
  /** From then on until the signal, at most, in ms. */
  readonly withinMs: number;
}

const cues: Readonly<Record<Step, Cue>> = {
  'intent→claim': { after: 'sent', withinMs: 2 },
  // The claim of the next effect in the lane follows the settling of this one.
  'claim→send': { after: 'read-back', withinMs: 15 },
  'send→read-back': { after: 'sent', withinMs: 0.5 },
  'read-back→settle': { after: 'read-back', withinMs: 0.5 },
  'settle→outcome': { after: 'report', withinMs: 30 },
};

const BURST = 5;
/** Where nothing is seen for so long, the signal goes out anyway, in ms. */
const GIVE_UP_MS = 6_000;

/** Runs `strike` as near to the step as can be told from outside. */
export async function aimAt(
  step: Step,
  { flow, sightings, random }: { readonly flow: Flow; readonly sightings: Sightings; readonly random: Random },
  strike: () => void,
): Promise<void> {
  const { after, withinMs } = cues[step];
  const line = lines[Math.floor(random.next() * 4)]?.scope ?? '';
  flow.burst(line, BURST);
  const waitMs = random.next() * withinMs;
  const given = new AbortController();
  const { promise, resolve } = Promise.withResolvers<void>();
  const now = (): void => {
    sightings.onSeen = () => {};
    flow.onReported = () => {};
    given.abort();
    // Short of a timer's resolution, this process waits awake.
    if (waitMs >= 1) return void setTimeout(() => resolve(strike()), waitMs);
    const untilMs = performance.now() + waitMs;
    while (performance.now() < untilMs);
    resolve(strike());
  };
  if (after === 'report') flow.onReported = now;
  else {
    // Not the first, which may have been on its way for long: one of those to come.
    let skip = Math.floor(random.next() * BURST);
    sightings.onSeen = (what) => {
      if (what === after && skip-- <= 0) now();
    };
  }
  await Promise.race([promise, delay(GIVE_UP_MS, undefined, { signal: given.signal }).catch(() => promise)]);
  if (!given.signal.aborted) now();
  await promise;
}
