/**
 * The lock-step: the line does not pass an instant of plant time while a run, decision or effect due at it is
 * unsettled. So the same seed gives the same numbers, however fast or slow the machine is.
 */

import type { Runtime } from '@andon/runtime';
import type { LineLink } from '@andon/sim-line';
import type { Logger } from 'pino';
import type { Stage, Timed } from '../site-file/stage.ts';
import type { View } from '../view/view.ts';

export interface DriveOptions {
  readonly runtime: Runtime;
  readonly link: LineLink;
  readonly view: View;
  readonly stage: Pick<Stage, 'observe' | 'timed'>;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** How long an instant may stay unsettled before plant time goes on without it, in ms of process time. */
const PATIENCE_MS = 20_000;

/** Drives the line to its end, or until `signal` fires. */
export async function drive(options: DriveOptions): Promise<void> {
  const { runtime, link, view, stage, signal } = options;
  for await (const batch of link.subscribe(signal)) {
    view.batch(batch);
    stage.observe(batch);
    await runtime.ingest(link.session, batch);
    await runtime.noticeStops();
    await settleInstant(options);
    if (signal.aborted) return;
    const due = [await runtime.nextDue(), ...stage.timed.map((one) => one.nextDue())].filter((ms) => ms !== null);
    link.continue(batch.seq, due.length === 0 ? null : Math.min(...due));
  }
}

async function settleInstant({ runtime, stage, log, signal }: DriveOptions): Promise<void> {
  do {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
    try {
      await runtime.settled(patience);
    } catch (error) {
      if (!patience.aborted) throw error;
      if (signal.aborted) return;
      log.warn({ plantMs: runtime.plantMs() }, 'instant.unsettled');
    }
  } while (await actOnce(stage.timed));
}

async function actOnce(timed: readonly Timed[]): Promise<boolean> {
  for (const one of timed) if (await one.act()) return true;
  return false;
}
