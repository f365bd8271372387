/**
 * A second process beside a site that runs: it may read the record, decide and stop, but performs nothing. What it
 * lets leave is told to the process that holds the line.
 */

import { randomUUID } from 'node:crypto';
import { type Actor, AndonError, type EvidencePolicy, type Scope } from '@andon/core';
import type { JobBus, JobBusBackend } from '@andon/queue';
import { Runtime } from '@andon/runtime';
import type { Vertical } from '@andon/sdk';
import { line as demoLine } from '@andon/sim-line';
import { qualityInspection } from '@andon/vertical-quality-inspection';
import type { Logger } from 'pino';
import { DEMO_SITE } from '../demo/demo-site-name.ts';
import { besideLine, simulatedEquipment } from '../plants/simulated-line.ts';
import { tagsRead } from '../site-file/agents.ts';
import { linesAmong, nodesOf } from '../site-file/equipment.ts';
import { loadSite } from '../site-file/load-site.ts';
import type { PlantBeside, PlantDefinition } from '../site-file/plant.ts';
import { openSecrets } from '../site-file/secrets.ts';
import type { SiteLine } from '../site-file/site.ts';
import { siteCaps } from '../start/caps.ts';
import { noSink } from '../start/no-sink.ts';
import { systemClock } from './clock.ts';
import { openLog } from './log.ts';
import { peopleFile, readPeople } from './people.ts';
import { openSiteRecord, type SiteRecord } from './record.ts';
import { type RunFile, readRunFile } from './run-file.ts';
import type { Settings } from './settings.ts';
import { openSigner } from './signing-key.ts';
import { Undo } from './undo.ts';

export interface Attached {
  readonly runtime: Runtime;
  readonly record: SiteRecord['record'];
  readonly bus: JobBus;
  readonly plant: PlantBeside;
  readonly log: Logger;
  readonly people: readonly Actor[];
  /** Where the list of people stands, for errors. */
  readonly peopleAt: string;
  /** The site's first line. */
  readonly line: Scope;
  readonly lines: readonly SiteLine[];
  readonly timeZone: string;
  readonly verticals: readonly Vertical<never>[];
}

/** What is known of a site before anything of it is opened. */
export interface SiteBeside extends Pick<Attached, 'people' | 'peopleAt' | 'lines' | 'timeZone' | 'verticals'> {
  readonly plant: Pick<PlantDefinition, 'beside' | 'writeSecrets'>;
  /** What its agents read, as full paths. */
  readonly tags: readonly string[];
}

/** Where the record and the jobs of a running site are. */
export interface Whereabouts {
  readonly databaseUrl: string;
  /** `null`: as the plant says. */
  readonly schema: string | null;
  readonly queue: JobBusBackend;
  readonly evidence: EvidencePolicy;
  readonly observeOnly: boolean;
}

/**
 * Does something beside the running site.
 *
 * @throws AndonError('site.not-running')
 */
export async function attached<T>(settings: Settings, work: (site: Attached) => Promise<T>): Promise<T> {
  const running = readRunFile(settings.home);
  if (!running) throw new AndonError('site.not-running', { home: settings.home });
  const site = await siteThatRuns(running, settings);
  const opened = await openBeside(settings, site, whereaboutsOf(running));
  try {
    return await work(opened);
  } finally {
    await opened.close();
  }
}

export async function siteThatRuns(running: RunFile, { home }: Settings): Promise<SiteBeside> {
  if (running.site !== DEMO_SITE) return besideOf(await loadSite(running.site));
  return {
    people: readPeople(home),
    peopleAt: peopleFile(home),
    lines: linesAmong(nodesOf(simulatedEquipment)),
    timeZone: 'Asia/Shanghai',
    verticals: [qualityInspection as Vertical<never>],
    plant: { beside: besideLine, writeSecrets: [] },
    tags: [],
  };
}

export function besideOf(site: Awaited<ReturnType<typeof loadSite>>): SiteBeside {
  const { people, peopleAt, lines, timeZone, plant, agents } = site;
  const verticals = agents.map(({ vertical }) => vertical);
  return { people, peopleAt, lines, timeZone, plant, tags: tagsRead(agents), verticals };
}

export function whereaboutsOf(running: RunFile): Whereabouts {
  const { databaseUrl, queue } = running;
  return { ...running, queue: queue.kind === 'redis' ? queue : { kind: 'postgres', url: databaseUrl } };
}

/** @throws AndonError('site.not-running') where the plant is not there, and what keeps a record from being opened */
export async function openBeside(
  settings: Settings,
  site: SiteBeside,
  { databaseUrl, schema, queue, evidence, observeOnly }: Whereabouts,
): Promise<Attached & { close(): Promise<void> }> {
  const { home } = settings;
  const { people, peopleAt, lines, timeZone, verticals } = site;
  const undo = new Undo();
  try {
    const { log, close } = openLog(home);
    undo.push(close);
    const secrets = openSecrets(home, process.env, site.plant.writeSecrets);
    const plant = await site.plant.beside({ home, tags: site.tags, observeOnly: true, secrets, log });
    if (!plant) throw new AndonError('site.not-running', { home });
    undo.push(() => plant.close());
    if (plant.said) process.stderr.write(`${plant.said[settings.locale]}\n`);
    const opened = await openSiteRecord({ databaseUrl, schema: schema ?? plant.schema, queue, log });
    undo.push(() => opened.close());
    const { record, bus } = opened;
    const runtime = new Runtime({
      ...{ record, bus, log, evidence, clock: systemClock },
      source: plant.source,
      sink: noSink,
      newId: (kind) => `${kind}_${randomUUID()}`,
      holder: `${process.pid}-${randomUUID().slice(0, 8)}`,
      plantMs: plant.plantMs(),
      signer: openSigner(home),
      caps: siteCaps(observeOnly),
      performs: false,
    });
    undo.push(() => runtime.close());
    await plant.takeIn(runtime);
    for (const agent of await record.agents.list()) {
      const vertical = verticals.find(({ id }) => id === agent.vertical);
      if (vertical) runtime.attach(agent, vertical);
    }
    const line = lines[0]?.scope ?? demoLine;
    return {
      ...{ runtime, record, bus, plant, log, people, peopleAt, line, lines, timeZone, verticals },
      close: () => undo.run(),
    };
  } catch (error) {
    await undo.run().catch(() => {}); // the first failure is the one to tell
    throw error;
  }
}
