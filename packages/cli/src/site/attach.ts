/**
 * A second process beside a site that runs: it may read the record, decide and stop, but performs nothing. What it
 * lets leave is told to the process that holds the line.
 */

import { randomUUID } from 'node:crypto';
import { type Actor, AndonError } from '@andon/core';
import { Runtime } from '@andon/runtime';
import type { Vertical } from '@andon/sdk';
import { connectLine, findLineProcess } from '@andon/sim-line';
import { qualityInspection } from '@andon/vertical-quality-inspection';
import { lineDir, takeIn } from '../demo/line.ts';
import { systemClock } from './clock.ts';
import { openLog } from './log.ts';
import { readPeople } from './people.ts';
import { openSiteRecord, type SiteRecord } from './record.ts';
import { readRunFile } from './run-file.ts';
import type { Settings } from './settings.ts';
import { openSigner } from './signing-key.ts';
import { Undo } from './undo.ts';

export interface Attached {
  readonly runtime: Runtime;
  readonly record: SiteRecord['record'];
  readonly people: readonly Actor[];
}

/**
 * Does something beside the running site.
 *
 * @throws AndonError('site.not-running')
 */
export async function attached<T>(settings: Settings, work: (site: Attached) => Promise<T>): Promise<T> {
  const running = readRunFile(settings.home);
  const info = await findLineProcess(lineDir(settings.home));
  if (!running || !info) throw new AndonError('site.not-running', { home: settings.home });
  const undo = new Undo();
  try {
    const people = readPeople(settings.home);
    const { log, close } = openLog(settings.home);
    undo.push(close);
    const { databaseUrl, schema, queue } = running;
    const backend = queue.kind === 'redis' ? queue : ({ kind: 'postgres', url: databaseUrl } as const);
    const site = await openSiteRecord({ databaseUrl, schema, queue: backend, log });
    undo.push(() => site.close());
    const link = await connectLine(info, { role: 'observer' });
    undo.push(() => link.close());
    const runtime = new Runtime({
      record: site.record,
      bus: site.bus,
      source: link,
      sink: link,
      clock: systemClock,
      newId: (kind) => `${kind}_${randomUUID()}`,
      log,
      holder: `${process.pid}-${randomUUID().slice(0, 8)}`,
      plantMs: link.plantMs(),
      signer: openSigner(settings.home),
      evidence: running.evidence,
      performs: false,
    });
    undo.push(() => runtime.close());
    await takeIn(link, runtime);
    for (const agent of await site.record.agents.list()) {
      if (agent.vertical === qualityInspection.id) runtime.attach(agent, qualityInspection as Vertical<never>);
    }
    return await work({ runtime, record: site.record, people });
  } finally {
    await undo.run();
  }
}
