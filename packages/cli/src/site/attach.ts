/**
 * A second process beside a site that runs: it may read the record, decide and stop, but performs nothing. What it
 * lets leave is told to the process that holds the line.
 */

import { randomUUID } from 'node:crypto';
import { type Actor, AndonError, type Scope } from '@andon/core';
import { Runtime } from '@andon/runtime';
import type { Vertical } from '@andon/sdk';
import { line as demoLine } from '@andon/sim-line';
import { qualityInspection } from '@andon/vertical-quality-inspection';
import { DEMO_SITE } from '../demo/demo-site-name.ts';
import { besideLine } from '../plants/simulated-line.ts';
import { loadSite } from '../site-file/load-site.ts';
import { openSecrets } from '../site-file/secrets.ts';
import { siteCaps } from '../start/caps.ts';
import { noSink } from '../start/no-sink.ts';
import { systemClock } from './clock.ts';
import { openLog } from './log.ts';
import { peopleFile, readPeople } from './people.ts';
import { openSiteRecord, type SiteRecord } from './record.ts';
import { readRunFile } from './run-file.ts';
import type { Settings } from './settings.ts';
import { openSigner } from './signing-key.ts';
import { Undo } from './undo.ts';

export interface Attached {
  readonly runtime: Runtime;
  readonly record: SiteRecord['record'];
  readonly people: readonly Actor[];
  /** Where the list of people stands, for errors. */
  readonly peopleAt: string;
  /** The site's first line. */
  readonly line: Scope;
  readonly verticals: readonly Vertical<never>[];
}

/**
 * Does something beside the running site.
 *
 * @throws AndonError('site.not-running')
 */
export async function attached<T>(settings: Settings, work: (site: Attached) => Promise<T>): Promise<T> {
  const running = readRunFile(settings.home);
  if (!running) throw new AndonError('site.not-running', { home: settings.home });
  const site = running.site === DEMO_SITE ? null : await loadSite(running.site);
  const undo = new Undo();
  try {
    const people = site?.people ?? readPeople(settings.home);
    const { log, close } = openLog(settings.home);
    undo.push(close);
    const { databaseUrl, schema, queue } = running;
    const backend = queue.kind === 'redis' ? queue : ({ kind: 'postgres', url: databaseUrl } as const);
    const opened = await openSiteRecord({ databaseUrl, schema, queue: backend, log });
    undo.push(() => opened.close());
    const plant = await (site?.plant.beside ?? besideLine)({
      home: settings.home,
      tags: [],
      observeOnly: true,
      secrets: openSecrets(settings.home, process.env, site?.plant.writeSecrets ?? []),
      log,
    });
    if (!plant) throw new AndonError('site.not-running', { home: settings.home });
    undo.push(() => plant.close());
    const runtime = new Runtime({
      record: opened.record,
      bus: opened.bus,
      source: plant.source,
      sink: noSink,
      clock: systemClock,
      newId: (kind) => `${kind}_${randomUUID()}`,
      log,
      holder: `${process.pid}-${randomUUID().slice(0, 8)}`,
      plantMs: plant.plantMs(),
      signer: openSigner(settings.home),
      evidence: running.evidence,
      caps: siteCaps(running.observeOnly),
      performs: false,
    });
    undo.push(() => runtime.close());
    await plant.takeIn(runtime);
    const verticals = site?.agents.map(({ vertical }) => vertical) ?? [qualityInspection as Vertical<never>];
    for (const agent of await opened.record.agents.list()) {
      const vertical = verticals.find(({ id }) => id === agent.vertical);
      if (vertical) runtime.attach(agent, vertical);
    }
    const line = site?.lines[0]?.scope ?? demoLine;
    return await work({
      runtime,
      record: opened.record,
      people,
      peopleAt: site?.peopleAt ?? peopleFile(settings.home),
      line,
      verticals,
    });
  } finally {
    await undo.run();
  }
}
