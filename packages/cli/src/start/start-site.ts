/**
 * Brings a site up: servers, plant, models, record, runtime, agents at *shadow*, the people of a simulated line; and then
 * lives with the plant until it is ended. The demo is nothing but this on a site that Andon ships.
 */

import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { LocalText } from '@andon/core';
import { Runtime } from '@andon/runtime';
import { acquireHomeLock } from '@andon/store';
import { FirstGrants } from '../plants/first-grants.ts';
import { Anchors } from '../site/anchors.ts';
import { auditOrigin } from '../site/audit-origin.ts';
import { systemClock } from '../site/clock.ts';
import { openLog } from '../site/log.ts';
import { openSiteRecord, type SiteRecord } from '../site/record.ts';
import { removeRunFile, writeRunFile } from '../site/run-file.ts';
import { openServers, type Servers } from '../site/servers.ts';
import type { Settings } from '../site/settings.ts';
import { openCheckpointSigner, openSigner } from '../site/signing-key.ts';
import { together, Undo } from '../site/undo.ts';
import { tagsRead } from '../site-file/agents.ts';
import type { LoadedModel } from '../site-file/definition.ts';
import type { OpenPlant } from '../site-file/plant.ts';
import { openSecrets } from '../site-file/secrets.ts';
import type { CheckedAgent, Site } from '../site-file/site.ts';
import type { OnStage, Stage } from '../site-file/stage.ts';
import type { View } from '../view/view.ts';
import { siteCaps } from './caps.ts';
import { noSink } from './no-sink.ts';
import { onlyWritable } from './only-writable.ts';
import { type ApiPlace, apiText, serveApi } from './serve-api.ts';

const dayMs = 86_400_000;

export interface StartOptions {
  readonly settings: Settings;
  /** Asked for once the home is ours. */
  readonly site: () => Site;
  /** No sink is opened and no credential to write is read; every level is capped at *advise*. */
  readonly observeOnly: boolean;
  /** Whether `site.evidence` demands less than what is shipped, so that a demo shows a climb. */
  readonly isDemoEvidence: boolean;
  /** `null` where another process serves it, or none. */
  readonly api: ((site: Site) => ApiPlace) | null;
  readonly view: View;
  readonly signal: AbortSignal;
}

export interface StartedSite {
  readonly plant: OpenPlant;
  readonly runtime: Runtime;
  readonly record: SiteRecord['record'];
  /** Lives with the plant: resolves when a simulated line has come to its end, or when the signal fires. */
  run(): Promise<void>;
  /** Ends everything that was started, in the reverse order. */
  close(): Promise<void>;
}

/** Everything that is not as it must be ends the start, and what was begun is undone. */
export async function startSite(options: StartOptions): Promise<StartedSite> {
  const { settings, observeOnly, view, signal } = options;
  const { home } = settings;
  const undo = new Undo();
  let wasUp = false;
  try {
    const lock = await acquireHomeLock(home);
    undo.push(() => lock.release());
    const site = options.site();
    const { log, close: closeLog } = openLog(home);
    undo.push(closeLog);
    const secrets = openSecrets(home, process.env, observeOnly ? site.plant.writeSecrets : []);
    const opening = undone(
      undo,
      site.plant.open({ home, tags: tagsRead(site.agents), observeOnly, secrets, log }),
      (opened) => opened.close(wasUp),
    );
    // While the servers start, this process has the time to load models.
    const [servers, [plant, agents]] = await together(
      undone(undo, openServers(settings), (opened) => opened.close()),
      opening.then(async (opened) => [opened, await loadAll(site, opened)] as const),
    );
    const { databaseUrl } = servers;
    const opened = await openSiteRecord({
      ...{ databaseUrl, schema: plant.schema, queue: servers.queue.backend, log },
      checkpoints: {
        origin: auditOrigin(site, plant.schema),
        signer: openCheckpointSigner(home),
        anchors: await Anchors.open({ places: site.anchors, home, log, wallMs: systemClock.wallMs }),
      },
    });
    undo.push(() => opened.close());
    const { record, bus } = opened;
    const { evidence } = site;
    const running = {
      ...{ pid: process.pid, databaseUrl, schema: plant.schema, queue: runFileQueue(servers) },
      ...{ evidence, site: site.file, observeOnly },
    };
    writeRunFile(home, { ...running, api: null });
    undo.push(() => removeRunFile(home));

    const runtime = new Runtime({
      ...{ record, bus, log, evidence, clock: systemClock },
      source: plant.source,
      sink: plant.sink === null ? noSink : onlyWritable(plant.sink, site),
      newId: (kind) => `${kind}_${randomUUID()}`,
      holder: `${process.pid}-${randomUUID().slice(0, 8)}`,
      plantMs: plant.plantMs(),
      signer: openSigner(home),
      caps: siteCaps(observeOnly),
    });
    undo.push(() => runtime.close());
    view.bind(runtime.events);
    const resumed = await plant.resumed(record);
    const leftOver = resumed ? await record.agenda.unsettled(plant.plantMs()) : 0;
    // Before any agent is known to the runtime, it sets nothing off.
    if (resumed || plant.stage === null) await plant.takeIn(runtime);
    const onStage = await commissionAll(agents, runtime);
    const { people, peopleAt, grantDays } = site;
    const stage = plant.stage
      ? await plant.stage({
          runtime,
          record,
          agents: onStage,
          people,
          peopleAt,
          home,
          grantDays,
          evidence,
          view,
          log,
          signal,
        })
      : await atShadow(onStage, site, runtime, record);
    await runtime.start();
    const place = options.api?.(site);
    const api = place
      ? await undone(undo, serveApi({ place, role: 'all', site, observeOnly, record, runtime, bus, log }), (opened) =>
          opened.close(),
        )
      : null;
    if (api) writeRunFile(home, { ...running, api: api.url });
    view.started({
      line: stage?.line ?? null,
      plant: site.plant.what,
      observeOnly,
      plantMs: plant.plantMs(),
      record: recordName(servers),
      queue: queueName(servers),
      scope: site.lines.map(({ scope }) => scope).join(', '),
      standings: await runtime.standings(),
      evidence,
      isDemoEvidence: options.isDemoEvidence,
      resumed,
      stops: await record.stops.active(),
    });
    if (api) view.note(apiText(api.url));
    if (plant.said) view.note(plant.said);
    if (leftOver > 0) view.note(takenUp(leftOver));
    wasUp = true;
    return {
      ...{ plant, runtime, record },
      run: () => plant.follow({ runtime, view, stage, log, signal }),
      close: () => undo.run(),
    };
  } catch (error) {
    await undo.run().catch(() => {}); // the first failure is the one to tell
    throw error;
  }
}

interface WithModel {
  readonly agent: CheckedAgent;
  readonly model: LoadedModel | null;
}

async function loadAll(site: Site, { facts }: OpenPlant): Promise<readonly WithModel[]> {
  const { dir, timeZone, tariffs } = site;
  await setImmediate(); // lets what was begun before get on its way
  const loaded: WithModel[] = [];
  for (const agent of site.agents) {
    loaded.push({ agent, model: agent.model ? await agent.model({ dir, timeZone, tariffs, plant: facts }) : null });
  }
  return loaded;
}

async function commissionAll(agents: readonly WithModel[], runtime: Runtime): Promise<readonly OnStage[]> {
  const known: OnStage[] = [];
  for (const { agent: checked, model } of agents) {
    const { vertical, scope, commissionedBy: by } = checked;
    const agent = await runtime.commission({ vertical, scope, model: model as LoadedModel<never> | null, by });
    known.push({ agent, vertical, model });
  }
  return known;
}

/** On a real plant agents begin at *shadow*, and people sign the rest by themselves. */
async function atShadow(
  agents: readonly OnStage[],
  site: Site,
  runtime: Runtime,
  record: SiteRecord['record'],
): Promise<Stage | null> {
  const notAfterMs = runtime.plantMs() + site.grantDays * dayMs;
  for (const { agent, vertical } of agents) {
    const lead = site.agents.find(({ id }) => id === agent.id)?.commissionedBy;
    if (!lead) continue;
    const given = { runtime, record, agent, vertical, lead, notAfterMs };
    await new FirstGrants({ ...given, begin: 'shadow', rehearsed: Promise.resolve([]) }).begin();
  }
  return null;
}

async function undone<T>(undo: Undo, opening: Promise<T>, close: (opened: T) => Promise<void> | void): Promise<T> {
  const opened = await opening;
  undo.push(() => close(opened));
  return opened;
}

function runFileQueue({ queue: { backend } }: Servers) {
  return backend.kind === 'redis'
    ? { kind: 'redis' as const, connection: backend.connection as string | Record<string, unknown> }
    : { kind: 'postgres' as const };
}

function recordName({ embedded, external }: Servers): string {
  return embedded ? `PostgreSQL ${embedded.version}, embedded` : `PostgreSQL ${external?.version ?? '?'}`;
}

function queueName({ queue }: Servers): string {
  if (queue.version === null) return 'BullMQ on PostgreSQL';
  return `BullMQ on ${queue.version}${queue.choice === 'private-redis' ? ', private' : ''}`;
}

function takenUp(things: number): LocalText {
  return {
    en: `${things} unsettled thing(s) of an earlier process were taken up; what became of each shows below.`,
    'zh-CN': `已接续上次进程遗留的 ${things} 项未完成事项，结果见下。`,
  };
}
