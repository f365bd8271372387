/**
 * The line itself: a pure, synchronous discrete-event world without I/O or clock. Plant time stands still until somebody
 * calls `advanceTo`.
 *
 *   slab ─▶ furnace ─▶ mill ─▶ cooling ─▶ camera ─▶ inspector ─▶ disposition ─▶ laboratory
 *
 * An *instant* is a moment at which something is published. Discharge and rolling are not instants: what they publish
 * goes out with the next one, at most a minute later, under its own source time.
 */

import type { Sample } from '@andon/connect';
import { agenda } from './agenda.ts';
import { createBoard } from './board.ts';
import type { Coil } from './coils.ts';
import { cameraSees, inspectorSees, regionSource, roll, truthOf } from './coils.ts';
import { bestDisposition } from './economics.ts';
import { createFurnace, createPyrometer } from './furnace.ts';
import { createLedger } from './ledger.ts';
import { tags } from './names.ts';
import type { Disposition, DispositionRecord, LineState, LineStateName } from './payloads.ts';
import {
  furnace as furnaceData,
  idleKwhPerMinute,
  minuteMs,
  plantStartMs,
  quantised,
  rolls,
  slabEnergyKwh,
  stripLengthM,
  timing,
} from './physics.ts';
import type { SlabPlan } from './plan.ts';
import { aimOf, drawPlan } from './plan.ts';
import type { SetpointBy, World, WorldOptions } from './plant.ts';
import { inspectionResult, labResult, millPass, visualCheck } from './reports.ts';
import { scenarioNamed, windowEnd } from './scenarios.ts';

/** What happens at a moment of plant time. */
type Happening = () => void;

/** The furnace's aim is that of the slab discharged this many places later, some ten minutes: its lag. */
const lookAhead = 5;

/** @throws AndonError('scenario.unknown') */
export function createWorld(options: WorldOptions): World {
  const scenario = scenarioNamed(options.scenario);
  const plan = drawPlan(options.seed, scenario);
  const regions = regionSource(options.regions ?? null);
  const board = createBoard();
  const ledger = createLedger();
  const furnace = createFurnace(plantStartMs);
  const pyrometer = createPyrometer();
  const instants = agenda<Happening>();
  const quiet = agenda<Happening>();
  const coils = new Map<string, Coil>();
  const disturbances: number[] = [];
  const charged: Coil[] = [];
  const coming = Array.from({ length: lookAhead }, () => plan.nextSlab());
  let aimC = aimOf(coming[lookAhead - 1]);
  let now = plantStartMs;
  let minutes = 0;
  let wear = 0;
  let judged = 0;
  let remote = true;
  let optimiserActed = false;
  let blocked: { readonly until: number; readonly why: LineStateName } = { until: 0, why: 'running' };
  let state: { readonly name: LineStateName; readonly since: number } = { name: 'running', since: plantStartMs };

  instants.add(plantStartMs, minute);
  quiet.add(plantStartMs + 30_000, discharge);
  publishStart();

  function minute(): void {
    const sinceStart = now - plantStartMs;
    const chance = plan.nextMinute();
    const drift = windowEnd(scenario.drift, sinceStart) === null ? 0 : (scenario.drift?.driftC ?? 0);
    disturbances.push(chance.biasC);
    furnace.passTo(now);
    furnace.setBias(chance.biasC + drift);
    ledger.burn(idleKwhPerMinute);

    board.setLink(windowEnd(scenario.linkLoss, sinceStart) === null ? 'up' : 'down', now);
    setRemote(windowEnd(scenario.local, sinceStart) === null);
    optimise(sinceStart);
    const breaks = windowEnd(scenario.breakdown, sinceStart);
    if (breaks !== null && state.name !== 'breakdown') {
      blocked = { until: Math.max(blocked.until, plantStartMs + breaks), why: 'breakdown' };
      setState('breakdown');
    }
    measure(sinceStart, chance.pyrometerNoiseC);
    board.publish(tags.heartbeat, minutes, now, 'telemetry');
    if (minutes % 5 === 0) board.republish(now);
    minutes += 1;
    instants.add(now + minuteMs, minute);
  }

  function measure(sinceStart: number, noiseC: number): void {
    const fault = windowEnd(scenario.pyrometer, sinceStart) === null ? 'none' : (scenario.pyrometer?.fault ?? 'none');
    const reading = pyrometer.look(furnace.trueC(), noiseC, fault);
    if (reading.quality === 'good') board.publish(tags.furnaceTemperature, reading.celsius, now, 'telemetry');
    else board.publishBad(tags.furnaceTemperature, reading.lastGoodC, 'BadSensorFailure', now);
  }

  function optimise(sinceStart: number): void {
    const acts = windowEnd(scenario.optimiser, sinceStart) !== null;
    if (acts && !optimiserActed) setSetpoint(aimC + (scenario.optimiser?.offsetC ?? 0), 'l2-optimiser');
    optimiserActed = acts;
  }

  function discharge(): void {
    if (blocked.until > now) {
      if (state.name !== blocked.why) setState(blocked.why);
      quiet.add(blocked.until, discharge);
      return;
    }
    if (state.name !== 'running') setState('running');
    const next = coming.shift() as SlabPlan;
    coming.push(plan.nextSlab());
    furnace.passTo(now);
    const reading = pyrometer.last();
    const coil = roll(next, {
      trueC: furnace.trueC(),
      seenTemperatureC: reading.quality === 'good' ? reading.celsius : null,
      wear,
      cobbleFactor: scenario.cobbleFactor,
    });
    charged.push(coil);
    ledger.charge();
    ledger.burn(slabEnergyKwh(coil.trueC));
    setAim(aimOf(coming[lookAhead - 1]));
    quiet.add(now + timing.rollingMs, () => rolled(coil));
    if (charged.length < options.slabs) quiet.add(now + next.paceMs, discharge);
  }

  function rolled(coil: Coil): void {
    if (coil.cobbled) {
      ledger.cobbled(coil.plan.grade);
      blocked = { until: Math.max(blocked.until, now + timing.cobbleMs), why: 'cobble' };
      setState('cobble');
      judged += 1;
      endWhenDone();
      return;
    }
    board.publish(tags.millForce, coil.forceKn, now, 'telemetry');
    board.publish(tags.millPass, millPass(coil, now), now, 'event');
    wear += (scenario.wearFactor * stripLengthM(coil.plan.thicknessMm)) / 1000 / rolls.lifeKm;
    if (wear >= scenario.rollChangeAt) {
      wear = 0;
      blocked = { until: Math.max(blocked.until, now + timing.rollChangeMs), why: 'roll-change' };
      setState('roll-change');
    }
    board.publish(tags.millRollWear, rounded(wear), now, 'telemetry');
    instants.add(now + timing.coolingMs, () => inspect(coil));
  }

  function inspect(coil: Coil): void {
    coil.inspectedAt = now;
    coils.set(coil.plan.coil, coil);
    ledger.inspected();
    board.publish(tags.inspectionResult, inspectionResult(coil, cameraSees(coil, regions), now), now, 'event');
    publishState();
    instants.add(now + coil.plan.visualLagMs, () => look(coil));
    instants.add(now + timing.decideWithinMs, () => decide(coil));
    instants.add(now + coil.plan.labLagMs, () => judge(coil));
  }

  function look(coil: Coil): void {
    board.publish(tags.visualCheck, visualCheck(coil, now), now, 'event');
  }

  function decide(coil: Coil): void {
    if (coil.disposed !== null) return;
    const follow = options.people === 'inspector';
    const choice = follow ? bestDisposition(inspectorSees(coil), coil.plan.grade) : 'hold';
    dispose(coil.plan.coil, choice, 'people', coil.plan.inspector);
  }

  function judge(coil: Coil): void {
    const { plan: of, surface, disposed } = coil;
    board.publish(tags.labResult, labResult(coil, now), now, 'event');
    coil.closed = true;
    if (disposed !== null) {
      const { disposition, at, by } = disposed;
      ledger.close({
        grade: of.grade,
        surface,
        priority: of.priority,
        dueAt: of.dueAt,
        disposition,
        disposedAt: at,
        by,
      });
    }
    judged += 1;
    endWhenDone();
  }

  function endWhenDone(): void {
    if (judged < options.slabs) return;
    instants.clear();
    board.setLink('up', now);
    setState('stopped');
  }

  function dispose(name: string, disposition: Disposition, by: 'remote' | 'people', who: string): void {
    const coil = coils.get(name);
    if (coil === undefined) return;
    ledger.disposed(coil.plan.grade, disposition, coil.disposed?.disposition ?? null);
    coil.disposed = { disposition, by, who, at: now };
    const record: DispositionRecord = { coil: name, disposition, by, who, at: now };
    board.publish(tags.disposition, record, now, 'event');
    publishState();
  }

  function setSetpoint(celsius: number, by: SetpointBy): void {
    furnace.passTo(now);
    furnace.setSetpoint(quantised(Math.min(furnaceData.maxC, Math.max(furnaceData.minC, celsius))));
    board.publish(tags.furnaceSetpoint, furnace.setpointC(), now, 'telemetry');
    board.publish(tags.furnaceSetpointBy, by, now, 'telemetry');
  }

  /** People who take the line into local control put the furnace back to what they are used to. */
  function setRemote(enabled: boolean): void {
    if (enabled === remote) return;
    remote = enabled;
    publishRemote();
    if (!enabled && furnace.setpointC() !== furnaceData.habitC) setSetpoint(furnaceData.habitC, 'people');
  }

  function publishRemote(): void {
    board.publish(tags.furnaceRemoteControl, remote, now, 'telemetry');
    board.publish(tags.inspectionRemoteControl, remote, now, 'telemetry');
  }

  function setAim(celsius: number): void {
    if (celsius === aimC) return;
    aimC = celsius;
    board.publish(tags.furnaceAim, celsius, now, 'telemetry');
  }

  function setState(name: LineStateName): void {
    state = { name, since: now };
    publishState();
  }

  function publishState(): void {
    const value: LineState = { state: state.name, since: state.since, ...ledger.seen() };
    board.publish(tags.lineState, value, now, 'telemetry');
  }

  function publishStart(): void {
    board.publish(tags.furnaceSetpoint, furnace.setpointC(), now, 'telemetry');
    board.publish(tags.furnaceSetpointBy, 'people', now, 'telemetry');
    board.publish(tags.furnaceAim, aimC, now, 'telemetry');
    board.publish(tags.millRollWear, wear, now, 'telemetry');
    publishRemote();
    publishState();
  }

  function advanceTo(plantMs: number): readonly Sample[] {
    for (;;) {
      const quietAt = quiet.nextAt() ?? Number.POSITIVE_INFINITY;
      const first = quietAt < (instants.nextAt() ?? Number.POSITIVE_INFINITY) ? quiet : instants;
      const next = first.takeUntil(plantMs);
      if (next === null) break;
      now = next.at;
      next.what();
    }
    now = Math.max(now, plantMs);
    return board.drain();
  }

  return {
    startMs: plantStartMs,
    plantMs: () => now,
    link: board.link,
    remoteControl: () => remote,
    setpointC: furnace.setpointC,
    setSetpoint,
    coil: (name) => coils.get(name) ?? null,
    dispose,
    nextAt: instants.nextAt,
    advanceTo,
    read: (names) => board.read(names, now),
    truth: {
      account: ledger.account,
      coils: () => charged.map(truthOf),
      furnaceC: furnace.trueC,
      disturbances: () => disturbances,
    },
  };
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
