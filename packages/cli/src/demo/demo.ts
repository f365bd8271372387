/**
 * The demo: the shipped site, started as any other, to its last coil; then the report's numbers. The agent begins at
 * *shadow*, and the crew decides and signs.
 */

import { type Comparison, readCommandLog } from '@andon/sim-line';
import type { Settings } from '../site/settings.ts';
import type { OwnAccount } from '../site-file/plant.ts';
import type { Site } from '../site-file/site.ts';
import { type StartedSite, startSite } from '../start/start-site.ts';
import type { View } from '../view/view.ts';
import { demoSite } from './demo-site.ts';
import { demoEvidence } from './evidence.ts';
import type { DemoOptions } from './options.ts';
import type { DemoResult } from './result.ts';
import { tally } from './tally.ts';

export interface Demo {
  /** `null` when it was ended before the last coil. */
  readonly result: DemoResult | null;
  /** Ends the line and everything started for it. */
  close(): Promise<void>;
}

/** Runs to the last coil, or until `signal` fires. What was started stays up until `close`. */
export async function runDemo(
  settings: Settings,
  options: DemoOptions,
  view: View,
  signal: AbortSignal,
): Promise<Demo> {
  const over = new AbortController();
  const ended = AbortSignal.any([signal, over.signal]);
  let started: StartedSite | null = null;
  const close = async () => {
    over.abort();
    await started?.close();
  };
  try {
    // Several demos may run on one machine.
    const api = (shipped: Site) => ({ port: settings.apiPort ?? shipped.apiPort, elseFree: settings.apiPort === null });
    const { site, compared } = demoSite(settings.home, options, view, ended);
    started = await startSite({ settings, site, observeOnly: false, isDemoEvidence: true, api, view, signal });
    const up = started;
    const counted = async () => {
      await up.run();
      if (signal.aborted) return null;
      const account = await up.plant.account?.();
      const comparison = await compared();
      return account ? count(up, account, comparison) : null;
    };
    return { result: await unlessEnded(counted(), signal), close };
  } catch (error) {
    await close().catch(() => {}); // the first failure is the one to tell
    throw error;
  }
}

/** Whoever ends the demo ends what it waits for, too: that is no failure. */
async function unlessEnded<T>(work: Promise<T>, signal: AbortSignal): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
}

function count({ record, runtime }: StartedSite, own: OwnAccount, compared: Comparison | null): Promise<DemoResult> {
  const { seed, scenario, coils, session, commandLog } = own.info;
  const arrivals = readCommandLog(commandLog).filter((entry) => entry.session === session);
  const { account } = own;
  const evidence = demoEvidence;
  const plantMs = runtime.plantMs();
  return tally({ seed, scenario, coils, evidence, compared, record, account, arrivals, plantMs });
}
