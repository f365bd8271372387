/**
 * The demo: starts the record, the queue and the line, commissions the quality-inspection agent at *shadow*, lets the
 * crew decide and sign, and ends with a report.
 */

import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { Actor, LocalText } from '@andon/core';
import { Runtime } from '@andon/runtime';
import type { Vertical } from '@andon/sdk';
import { type Comparison, line, plantStartMs, readCommandLog } from '@andon/sim-line';
import { acquireHomeLock } from '@andon/store';
import { qualityInspection, trainInspectionModel } from '@andon/vertical-quality-inspection';
import { compareInWorker } from '../compare/in-worker.ts';
import { systemClock } from '../site/clock.ts';
import { openLog } from '../site/log.ts';
import { readPeople, someoneWith } from '../site/people.ts';
import { openSiteRecord, type SiteRecord } from '../site/record.ts';
import { removeRunFile, writeRunFile } from '../site/run-file.ts';
import { openServers, type Servers } from '../site/servers.ts';
import type { Settings } from '../site/settings.ts';
import { openSigner } from '../site/signing-key.ts';
import { together, Undo } from '../site/undo.ts';
import type { View } from '../view/view.ts';
import { Crew, checkCrew } from './crew.ts';
import { DriftDrill } from './drift-drill.ts';
import { drive } from './drive.ts';
import { editFields } from './edit-fields.ts';
import { demoEvidence } from './evidence.ts';
import { FirstGrants } from './first-grants.ts';
import { type DemoLine, lineDir, openLine, takeIn } from './line.ts';
import { openNotebook } from './notebook.ts';
import { COILS_PER_SHIFT, type DemoOptions, SHIFT_MIN } from './options.ts';
import type { DemoResult } from './result.ts';
import { Signatories, signersAmong } from './signatories.ts';
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
/** The stop is pressed after this share of the coils: with the injected drift behind it. */
const STOP_AT = 0.76;
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
    checkCrew(people, settings.home);
    // Asked for now, not when the climb has come to veto.
    const { lead } = signersAmong(people, settings.home);
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
      evidence: demoEvidence,
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
      signer: openSigner(settings.home),
      evidence: demoEvidence,
    });
    undo.push(() => runtime.close());
    view.bind(runtime.events);
    const leftOver = plant.resumed ? await lookAround(plant, site, runtime) : 0;

    const isAsAsked = plant.info.seed === options.seed && plant.dataDir === options.dataDir;
    const model = isAsAsked ? trained : await train(trainingRows(plant.dataDir, plant.info.seed), plant.info.seed);
    const agent = await runtime.commission({ vertical: qualityInspection, scope: line, model, by: lead });
    const notAfterMs = plantStartMs + GRANT_DAYS * dayMs;
    const beside = compareBeside(plant, options, view, signal, undo);
    const firstGrants = new FirstGrants({
      ...{ runtime, record: site.record, agent, lead, notAfterMs, begin: options.begin },
      rehearsed: beside.rehearsed,
    });
    await firstGrants.begin();
    const signatories = new Signatories({
      ...{ runtime, record: site.record, people, home: settings.home, agentId: agent.id, notAfterMs, log },
      vertical: qualityInspection as Vertical<never>,
    });

    const drill = new StopDrill({
      runtime,
      record: site.record,
      people,
      home: settings.home,
      atCoil: Math.ceil(plant.info.coils * STOP_AT),
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
    const shifts = plant.info.coils / COILS_PER_SHIFT;
    view.started({
      seed: plant.info.seed,
      scenario: plant.info.scenario,
      coils: plant.info.coils,
      shifts,
      minutes: (shifts * SHIFT_MIN) / options.speed,
      plantMs: plant.link.plantMs(),
      speed: options.speed,
      record: recordName(servers),
      queue: queueName(servers),
      surfaces: plant.dataDir ?? 'synthetic',
      scope: line,
      standings: await runtime.standings(),
      evidence: demoEvidence,
      isDemoEvidence: true,
      resumed: plant.resumed ? plant.said : null,
      stops: await site.record.stops.active(),
    });
    if (plant.said && !plant.resumed) view.note(plant.said);
    if (leftOver > 0) view.note(takenUp(leftOver));

    const watcher = watchStopKey(view, drill, () => someoneWith(people, 'quality-inspector', settings.home));
    ready = true;
    const driftDrill = new DriftDrill(plant.drift, view, () => runtime.plantMs());
    const timed = [drill, driftDrill, watcher, firstGrants, signatories, crew];
    const counted = async () => {
      await drive({ runtime, link: plant.link, view, crew, timed, log, signal });
      return signal.aborted ? null : count(plant, site, runtime, await beside.compared());
    };
    return { result: await unlessEnded(counted(), signal), close: () => undo.run() };
  } catch (error) {
    await undo.run().catch(() => {}); // the first failure is the one to tell
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

/** Rehearses and compares on a thread of its own, which ends with the demo. */
function compareBeside(plant: DemoLine, options: DemoOptions, view: View, signal: AbortSignal, undo: Undo) {
  const { seed, scenario, coils: slabs } = plant.info;
  const over = new AbortController();
  undo.push(() => over.abort());
  let isAwaited = false;
  const { rehearsed, compared } = compareInWorker(
    { seed, scenario, slabs, seeds: options.compare, dataDir: plant.dataDir, evidence: demoEvidence },
    AbortSignal.any([signal, over.signal]),
    (progress) => {
      if (isAwaited) view.comparing(progress);
    },
  );
  return {
    rehearsed,
    /** From now on it is shown how far the comparison is. */
    compared: () => {
      isAwaited = true;
      return compared;
    },
  };
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

async function count(
  plant: DemoLine,
  site: SiteRecord,
  runtime: Runtime,
  compared: Comparison | null,
): Promise<DemoResult> {
  const { seed, scenario, coils, session, commandLog } = plant.info;
  const arrivals = readCommandLog(commandLog).filter((entry) => entry.session === session);
  const account = await plant.link.account();
  const { record } = site;
  const evidence = demoEvidence;
  return tally({ seed, scenario, coils, evidence, compared, record, account, arrivals, plantMs: runtime.plantMs() });
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
