/**
 * The demo: starts the record, the queue and the line, commissions the quality-inspection agent at *approve* under a
 * demo grant, lets the crew decide, and ends with a report.
 */

import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { Actor, Agent, Grant, Level, LocalText } from '@andon/core';
import { Runtime } from '@andon/runtime';
import type { Vertical } from '@andon/sdk';
import { line, plantStartMs, readCommandLog } from '@andon/sim-line';
import { acquireHomeLock } from '@andon/store';
import { qualityInspection, trainInspectionModel } from '@andon/vertical-quality-inspection';
import { systemClock } from '../site/clock.ts';
import { openLog } from '../site/log.ts';
import { readPeople, someoneWith } from '../site/people.ts';
import { openSiteRecord, type SiteRecord } from '../site/record.ts';
import { removeRunFile, writeRunFile } from '../site/run-file.ts';
import { openServers, type Servers } from '../site/servers.ts';
import type { Settings } from '../site/settings.ts';
import { together, Undo } from '../site/undo.ts';
import type { View } from '../view/view.ts';
import { Crew, checkCrew } from './crew.ts';
import { drive } from './drive.ts';
import { editFields } from './edit-fields.ts';
import { type DemoLine, lineDir, openLine, takeIn } from './line.ts';
import { openNotebook } from './notebook.ts';
import type { DemoOptions } from './options.ts';
import type { DemoResult } from './result.ts';
import { StopDrill } from './stop-drill.ts';
import { type TrainingRows, trainingRows } from './surfaces.ts';
import { tally } from './tally.ts';

export interface Demo {
  /** `null` when it was ended before the last coil. */
  readonly result: DemoResult | null;
  /** Ends the line and everything started for it. */
  close(): Promise<void>;
}

const GRANT_DAYS = 30;
const dayMs = 86_400_000;

/** Runs to the last coil, or until `signal` fires. What was started stays up until `close`. */
export async function runDemo(
  settings: Settings,
  options: DemoOptions,
  view: View,
  signal: AbortSignal,
): Promise<Demo> {
  const undo = new Undo();
  try {
    // Unreadable data stop the start before anything is begun.
    const training = trainingRows(options.dataDir, options.seed);
    const lock = await acquireHomeLock(settings.home);
    undo.push(() => lock.release());
    const { log, close: closeLog } = openLog(settings.home);
    undo.push(closeLog);
    const people = readPeople(settings.home);
    const lead = someoneWith(people, 'shift-lead', settings.home);
    checkCrew(people, settings.home);
    let ready = false;
    const opening = together(
      undone(undo, openServers(settings), (opened) => opened.close()),
      // A line that waited goes on waiting when this start fails.
      undone(undo, openLine(settings.home, options), (opened) =>
        ready || !opened.resumed ? leave(opened) : opened.link.close(),
      ),
    );
    // While other processes start, this one has the time.
    const [trained, [servers, plant]] = await together(train(training, options.seed), opening);
    const site = await openSiteRecord({
      databaseUrl: servers.databaseUrl,
      schema: plant.schema,
      queue: servers.queue.backend,
      log,
    });
    undo.push(() => site.close());
    writeRunFile(settings.home, {
      pid: process.pid,
      databaseUrl: servers.databaseUrl,
      schema: plant.schema,
      queue: runFileQueue(servers),
    });
    undo.push(() => removeRunFile(settings.home));

    const runtime = new Runtime({
      record: site.record,
      bus: site.bus,
      source: plant.link,
      sink: plant.link,
      clock: systemClock,
      newId: (kind) => `${kind}_${randomUUID()}`,
      log,
      holder: `${process.pid}-${randomUUID().slice(0, 8)}`,
      plantMs: plant.link.plantMs(),
    });
    undo.push(() => runtime.close());
    view.bind(runtime.events);
    const leftOver = plant.resumed ? await lookAround(plant, site, runtime) : 0;

    const isAsAsked = plant.info.seed === options.seed && plant.dataDir === options.dataDir;
    const model = isAsAsked ? trained : await train(trainingRows(plant.dataDir, plant.info.seed), plant.info.seed);
    const agent = await runtime.commission({ vertical: qualityInspection, scope: line, model, by: lead });
    const grantEndsMs = plantStartMs + GRANT_DAYS * dayMs;
    await signDemoGrants(runtime, site, agent, lead, grantEndsMs);

    const drill = new StopDrill({
      runtime,
      record: site.record,
      people,
      home: settings.home,
      atCoil: Math.ceil(plant.info.coils * 0.6),
    });
    const crew = new Crew({
      runtime,
      people,
      home: settings.home,
      seed: plant.info.seed,
      view,
      log,
      notebook: openNotebook(lineDir(settings.home), plant.info.session),
      proposal: (id) => site.record.proposals.get(id),
      fields: (proposal) => editFields(qualityInspection as Vertical<never>, proposal),
      stop: (by) => drill.press(by, 'pressed at the terminal'),
    });
    if (plant.resumed) await resume(plant, site, crew, drill);
    await runtime.start();
    view.started({
      seed: plant.info.seed,
      scenario: plant.info.scenario,
      coils: plant.info.coils,
      speed: options.speed,
      record: recordName(servers),
      queue: queueName(servers),
      surfaces: plant.dataDir ?? 'synthetic',
      scope: line,
      agents: [{ id: agent.id, level: 'approve', grantEnds: new Date(grantEndsMs).toISOString().slice(0, 10) }],
      resumed: plant.resumed ? plant.said : null,
      stops: await site.record.stops.active(),
    });
    if (plant.said && !plant.resumed) view.note(plant.said);
    if (leftOver > 0) view.note(takenUp(leftOver));

    const watcher = watchStopKey(view, drill, () => someoneWith(people, 'quality-inspector', settings.home));
    ready = true;
    await drive({ runtime, link: plant.link, view, crew, timed: [drill, watcher, crew], log, signal });
    const result = signal.aborted ? null : await count(plant, site, runtime);
    return { result, close: () => undo.run() };
  } catch (error) {
    await undo.run().catch(() => {}); // the first failure is the one to tell
    throw error;
  }
}

/** The model of a line: its seed and its rows decide it, so a resumed line gets the one it had. */
async function train({ rows, source }: TrainingRows, seed: number) {
  await setImmediate(); // lets what was begun before get on its way
  return trainInspectionModel(rows, { seed, source });
}

async function undone<T>(undo: Undo, opening: Promise<T>, close: (opened: T) => Promise<void> | void): Promise<T> {
  const opened = await opening;
  undo.push(() => close(opened));
  return opened;
}

async function count(plant: DemoLine, site: SiteRecord, runtime: Runtime): Promise<DemoResult> {
  const { seed, scenario, coils, session, commandLog } = plant.info;
  const arrivals = readCommandLog(commandLog).filter((entry) => entry.session === session);
  const account = await plant.link.account();
  return tally({ seed, scenario, coils, record: site.record, account, arrivals, plantMs: runtime.plantMs() });
}

/** One signature is enough up to *approve*. What an earlier process of this line signed still holds. */
async function signDemoGrants(
  runtime: Runtime,
  site: SiteRecord,
  { id: agentId, fingerprint }: Agent,
  lead: Actor,
  notAfterMs: number,
): Promise<void> {
  const level: Level = 'approve';
  const held = await site.record.grants.list(agentId);
  for (const [actionType, { risk }] of Object.entries(qualityInspection.actions)) {
    for (const riskClass of typeof risk === 'string' ? [risk] : (['reversible', 'irreversible'] as const)) {
      const isThis = (grant: Grant) => grant.actionType === actionType && grant.riskClass === riskClass;
      if (held.some((grant) => isThis(grant) && grant.fingerprint === fingerprint)) continue;
      const reason = 'demo grant: a person decides on every act';
      await runtime.sign({ agentId, actionType, riskClass, level, signedBy: [lead], reason, notAfterMs });
    }
  }
}

/** Before anything goes on from where an earlier process left it: how much that left unsettled. */
async function lookAround({ link }: DemoLine, { record }: SiteRecord, runtime: Runtime): Promise<number> {
  const leftOver = await record.agenda.unsettled(link.plantMs());
  await takeIn(link, runtime);
  return leftOver;
}

/** The crew and the drill take up what they had before them. */
async function resume({ info }: DemoLine, { record }: SiteRecord, crew: Crew, drill: StopDrill): Promise<void> {
  const earlier = await record.proposals.latest(info.coils * 10);
  await drill.resume([...earlier].reverse());
  for (const proposal of await record.proposals.open()) {
    const edits = (await record.proposals.decisions(proposal.id)).filter(({ kind }) => kind === 'edit');
    crew.expect(proposal, edits.at(-1)?.at.plantMs);
  }
}

/** `s` pressed while nothing was asked. */
function watchStopKey(view: View, drill: StopDrill, inspector: () => Actor) {
  return {
    nextDue: () => null,
    async act() {
      if (!view.takeStopRequest()) return false;
      await drill.press(inspector(), 'pressed at the terminal');
      return true;
    },
  };
}

async function leave({ link }: DemoLine): Promise<void> {
  // The line may have ended already; then there is nobody to tell.
  await link.shutdown().catch(() => {});
  link.close();
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
